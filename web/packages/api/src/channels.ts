import type { Refine, Schemas } from './shape.ts';

/** A text in each of the product's languages. */
export type Words = Schemas['Words'];
export type FieldKind = Schemas['Kind'];

export type ChannelField = Refine<
  Schemas['Field'],
  { kind: FieldKind; required: boolean; show_if: Record<string, unknown> | null; editable_after: boolean }
>;

/** A page of the form. A new inbox is asked for the steps `on_create`; the others wait in its settings. */
export type ChannelStep = Refine<Schemas['Step'], { fields: ChannelField[]; on_create: boolean }>;

/** What a channel says of itself; the picker and every form are drawn from it. */
export type ChannelAbout = Refine<Schemas['ChannelAbout'], { steps: ChannelStep[] }>;
