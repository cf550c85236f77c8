import type { components } from './generated.ts';

export type Schemas = components['schemas'];
export type Json = Record<string, unknown>;

/** A server's shape, more exact where its description is open: only fields that the shape has may be refined. */
export type Refine<Base, Finer extends Partial<Record<keyof Base, unknown>>> = Omit<Base, keyof Finer> &
  Finer;
