import type { Locale } from './types.ts';

/** A text in each of the product's languages. */
export type Words = Record<Locale, string>;

export type FieldKind =
  | 'text'
  | 'textarea'
  | 'url'
  | 'secret'
  | 'color'
  | 'bool'
  | 'select'
  | 'domains'
  | 'int'
  | 'prechat'
  | 'choices'
  | 'readonly_copy';

export interface ChannelField {
  key: string;
  label: Words;
  help: Words | null;
  kind: FieldKind;
  required: boolean;
  default: unknown;
  choices: { value: string; label: Words }[] | null;
  pattern: string | null;
  max_length: number | null;
  show_if: Record<string, unknown> | null;
  editable_after: boolean;
}

/** A page of the form. A new inbox is asked for the steps `on_create`; the others wait in its settings. */
export interface ChannelStep {
  key: string;
  on_create: boolean;
  title: Words;
  fields: ChannelField[];
}

/** What a channel says of itself; the picker and every form are drawn from it. */
export interface ChannelAbout {
  kind: string;
  channel_type: string;
  icon: string;
  title: Words;
  summary: Words;
  steps: ChannelStep[];
  capabilities: {
    text_max: number | null;
    media: string[];
    files_per_message: number;
    markup: string;
    can_start_conversation: boolean;
    typing: boolean;
    receipts: boolean;
  };
}
