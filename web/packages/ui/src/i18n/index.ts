export * from './locales.ts';
export * from './message.ts';
export * from './times.ts';
