export type { Json } from './shape.ts';
export * from './channels.ts';
export * from './client.ts';
export * from './conversations.ts';
export * from './errors.ts';
export * from './mail.ts';
export * from './session.ts';
export * from './types.ts';
