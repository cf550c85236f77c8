import type { ChannelAbout, ConnectionState, Message } from '@balcao/api';

/** Milliseconds that a hand-over usually takes at most: sooner nobody is told of it. */
export const USUAL_MS = 2_000;
/** In seconds. After these it was surely tried, and did not go through. */
const TRIED = 60;

/** Why a message has not left: it is on its way, it is tried again, or its inbox is not connected. */
export type Wait = 'now' | 'again' | 'lost';

/** Whether a provider gives a message a name when it takes it, and has not done so yet. */
export function isWaiting(message: Message, channel: ChannelAbout | undefined): boolean {
  return message.status === 'sent' && !message.source_id && channel?.capabilities.names_sent === true;
}

/** `sending` is how its inbox sends; `now` in unix seconds. */
export function waitOf(message: Message, sending: ConnectionState, now: number): Wait {
  if (sending === 'disconnected') return 'lost';
  return sending === 'failing' || now - message.created_at >= TRIED ? 'again' : 'now';
}

const seen = new Map<number, number>();

/**
 * Milliseconds until it is worth saying that a message waits. One that was written here counts from when it was first
 * seen, whatever the clocks of this machine and the server are; `now` in milliseconds.
 */
export function patienceFor({ id, echo_id, created_at }: Message, now: number): number {
  if (!seen.has(id)) seen.set(id, now);
  const since = echo_id ? (seen.get(id) ?? now) : created_at * 1_000;
  return Math.min(USUAL_MS, Math.max(0, since + USUAL_MS - now));
}
