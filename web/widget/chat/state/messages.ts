import { isRecord } from '../../common/messages.ts';
import type { Message } from '../api/shapes.ts';

/** Whether a visitor may see this message at all. The server does not send others; a mistake there stops here. */
function isVisible(message: Message): boolean {
  return message.message_type !== 2 && message.private !== true;
}

/** A message from outside, or null when it is none that a visitor may see. */
export function readVisible(raw: object): Message | null {
  const message = raw as Message;
  const ids = [message.id, message.conversation_id, message.message_type, message.created_at];
  const isMessage = ids.every((id) => typeof id === 'number') && isRecord(message.content_attributes);
  return isMessage && isVisible(message) ? message : null;
}

/** Written by the team or the system, not by the visitor. */
export function isTheirs(message: Message): boolean {
  return message.message_type !== 0;
}

/**
 * `list` with `news` in it, in rising order of id, each id once. Idempotent, and of two versions of a message the newer one
 * stays, so that events and snapshots may come in any order.
 */
export function merge(list: readonly Message[], news: readonly Message[]): Message[] {
  const byId = new Map(list.map((message) => [message.id, message]));
  for (const message of news) {
    if (!isVisible(message)) continue;
    const known = byId.get(message.id);
    if (!known || !isOlder(message, known))
      byId.set(message.id, { ...message, echo_id: message.echo_id ?? known?.echo_id });
  }
  return [...byId.values()].sort((a, b) => a.id - b.id);
}

function isOlder(message: Message, known: Message): boolean {
  if (message.updated_at && known.updated_at) return message.updated_at < known.updated_at;
  // A snapshot carries no version: it may be stale about a deletion, never the other way round.
  return known.content_attributes.deleted === true && message.content_attributes.deleted !== true;
}
