import type { Refine, Schemas } from './shape.ts';

/** A text in each of the product's languages. */
export type Words = Schemas['Words'];

/** One of the values that a field may have. */
export type FieldChoice = Omit<Schemas['Choice'], 'needs'>;

/** Other fields by key, and the value that each must have, or a list of those it may have. */
export type FieldCase = Record<string, unknown>;

/** A field is asked for when its `show_if` holds; of several cases one is enough. */
export type ChannelField = Refine<
  Schemas['Field'],
  {
    required: boolean;
    choices: FieldChoice[] | null;
    show_if: FieldCase | FieldCase[] | null;
    editable_after: boolean;
    same_as: string | null;
  }
>;
export type FieldKind = ChannelField['kind'];

/** A page of the form. A new inbox is asked for the steps `on_create`; the others wait in its settings. */
export type ChannelStep = Refine<Schemas['Step'], { fields: ChannelField[]; on_create: boolean }>;

/** What a channel can carry: the desk decides by this, never by the kind of a channel. */
export type Capabilities = Schemas['Capabilities'];

/** What a channel says of itself; the picker and every form are drawn from it. */
export type ChannelAbout = Refine<Schemas['ChannelAbout'], { steps: ChannelStep[] }>;

export type ConnectionState = 'ok' | 'waiting' | 'failing' | 'disconnected';

/** One way of an inbox's connection: receiving or sending. Times in unix seconds. */
export type ConnectionWay = Refine<Schemas['Direction'], { state: ConnectionState }>;

/** How an inbox's way to its provider is. Times in unix seconds. */
export type InboxHealth = Refine<
  Schemas['InboxHealth'],
  { state: ConnectionState; receiving: ConnectionWay; sending: ConnectionWay | null }
>;

/** Something that a provider brought, and what became of it. */
export type Arrival = Schemas['Brought'];
export type ArrivalsPage = Schemas['BroughtPage'];

/** What the provider says when it is asked right now. */
export type ConnectionCheck = Schemas['Check'];
