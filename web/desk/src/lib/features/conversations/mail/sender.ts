import type { Inbox, Message, User } from '@balcao/api';
import { cleanName } from '../text/plain.ts';

/** As whom an answer leaves. */
export interface Sender {
  name: string;
  address: string;
}

/** The inbox, named as customers see it; its address as it was last written from, which may be lent. */
export function senderOf(inbox: Inbox, me: User | null, messages: readonly Message[]): Sender {
  const business = cleanName(inbox.business_name || inbox.name);
  const mine = cleanName(me?.display_name || me?.name || '');
  const friendly = mine !== '' && inbox.sender_name_type === 'friendly';
  return {
    name: friendly ? `${mine} (${business})` : business,
    address: lastFrom(messages) ?? (typeof inbox.email === 'string' ? inbox.email : ''),
  };
}

function lastFrom(messages: readonly Message[]): string | undefined {
  const sent = messages.findLast(({ message_type, content_attributes }) => {
    return message_type === 1 && content_attributes.email !== undefined;
  });
  const { from } = (sent?.content_attributes.email ?? {}) as { from?: unknown };
  return Array.isArray(from) && typeof from[0] === 'string' ? from[0] : undefined;
}
