import type { PreChatField, PreChatOptions } from '@balcao/api';
import type { MessageKey } from '#lib/i18n/index.svelte.ts';

type Named = Partial<PreChatField> & { name: string };

/** The three questions a form always offers; what the account adds itself comes after them. */
const standard: Named[] = [
  { name: 'emailAddress', type: 'email' },
  { name: 'fullName', type: 'text' },
  { name: 'phoneNumber', type: 'tel' },
];

function complete(field: Named): PreChatField {
  const kept: PreChatField = {
    label: '',
    placeholder: '',
    type: 'text',
    field_type: 'standard',
    required: false,
    enabled: false,
    ...field,
  };
  return kept;
}

/** What a standard question is called when the account gave it no words of its own. */
export const standardNames: Record<string, MessageKey> = {
  emailAddress: 'prechat.email',
  fullName: 'prechat.name',
  phoneNumber: 'prechat.phone',
};

/** The form as kept by the server, with every standard question in it. */
export function readPreChat(value: unknown): PreChatOptions {
  const kept = (value ?? {}) as Partial<PreChatOptions>;
  const fields = kept.pre_chat_fields ?? [];
  const missing = standard.filter((one) => !fields.some((field) => field.name === one.name));
  return {
    ...kept,
    pre_chat_message: kept.pre_chat_message ?? '',
    pre_chat_fields: [...fields, ...missing].map(complete),
  };
}

/** The form with one question changed. */
export function editField(form: PreChatOptions, name: string, change: Partial<PreChatField>): PreChatOptions {
  const pre_chat_fields = form.pre_chat_fields.map((field) =>
    field.name === name ? { ...field, ...change } : field,
  );
  return { ...form, pre_chat_fields };
}

/** The form with one question moved by one place; at the ends nothing happens. */
export function moveField(form: PreChatOptions, name: string, by: -1 | 1): PreChatOptions {
  const pre_chat_fields = [...form.pre_chat_fields];
  const at = pre_chat_fields.findIndex((field) => field.name === name);
  const [one, other] = [pre_chat_fields[at], pre_chat_fields[at + by]];
  if (one && other) {
    pre_chat_fields[at] = other;
    pre_chat_fields[at + by] = one;
  }
  return { ...form, pre_chat_fields };
}
