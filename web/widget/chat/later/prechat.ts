import type { Fields } from '../../common/messages.ts';
import type { Channel, Contact, PreChatField } from '../api/shapes.ts';
import type { Profile } from '../state/profile.ts';
import { safeLink } from '../kit/markup.ts';

export type Complaint = 'errorRequired' | 'errorEmail' | 'errorPhone' | 'errorLink' | 'errorPattern';

/** The contract's names of the three standard fields, and what each is called on the contact. */
const STANDARD: Record<string, { key: string; has: keyof Contact }> = {
  emailAddress: { key: 'email', has: 'has_email' },
  fullName: { key: 'name', has: 'has_name' },
  phoneNumber: { key: 'phone_number', has: 'has_phone_number' },
};

export const kindOf = (field: PreChatField): string => {
  if (field.name === 'emailAddress') return 'email';
  if (field.name === 'phoneNumber') return 'phone';
  return field.type;
};

/** The fields to ask for: the enabled ones, without those that are known of the contact. A made-up name counts as unknown. */
export function fieldsToAsk(channel: Channel, contact: Contact | null): PreChatField[] {
  const fields = channel.preChatFormOptions?.pre_chat_fields ?? [];
  return fields.filter((field) => {
    const standard = STANDARD[field.name];
    const isKnown = standard && standard.key !== 'name' && contact?.[standard.has] === true;
    return field.enabled === true && !(isKnown || (contact?.identifier && standard && contact[standard.has]));
  });
}

/** What is wrong with an answer, or null. */
export function complaintAbout(field: PreChatField, answer: string): Complaint | null {
  const text = answer.trim();
  if (!text) return field.required ? 'errorRequired' : null;
  const kind = kindOf(field);
  if (kind === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return 'errorEmail';
  if (kind === 'phone' && !/^\+[1-9]\d{6,14}$/.test(phoneOf(text))) return 'errorPhone';
  if (kind === 'link' && !safeLink(text)) return 'errorLink';
  return fits(field.regex_pattern, text) ? null : 'errorPattern';
}

/** `+55 (11) 91234-5678` as the contract wants it: E.164. */
export function phoneOf(text: string): string {
  return text.replace(/[^\d+]/g, '');
}

/** Patterns come from the inbox's settings, some as `/…/flags`. One that is no pattern stops nobody. */
function fits(pattern: string | null | undefined, text: string): boolean {
  if (!pattern || text.length > 300) return true;
  const [, body = pattern, flags = ''] = /^\/(.+)\/([a-z]*)$/.exec(pattern) ?? [];
  try {
    return new RegExp(body, flags.replace(/[gy]/g, '')).test(text);
  } catch {
    return true;
  }
}

/** Sort the answers by where the contract wants them. Empty ones are left out. */
export function profileOf(fields: PreChatField[], answers: Record<string, string>): Profile {
  const profile: Profile = { contact: {}, contactAttributes: {}, conversationAttributes: {} };
  for (const field of fields) {
    const text = (answers[field.name] ?? '').trim();
    if (!text) continue;
    const standard = STANDARD[field.name];
    if (standard) profile.contact[standard.key] = standard.key === 'phone_number' ? phoneOf(text) : text;
    else homeOf(field, profile)[field.name] = field.type === 'checkbox' ? text === 'true' : text;
  }
  return profile;
}

function homeOf(field: PreChatField, profile: Profile): Fields {
  return field.field_type === 'conversation_attribute'
    ? profile.conversationAttributes
    : profile.contactAttributes;
}
