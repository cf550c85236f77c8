import type { ConnectionState, InboxHealth } from '@balcao/api';

/** What a reader is told of one way of an inbox: the server's word, and what it means where that is not all. */
export type Condition = ConnectionState | 'expecting' | 'overdue';

/** An inbox that is brought its messages has no connection that could be tried: what arrived tells how it is. */
export function receivingOf({ receiving, overdue, checked_at, arrived_at }: InboxHealth): Condition {
  if (overdue && receiving.state === 'ok') return 'overdue';
  if (receiving.state === 'ok' && checked_at === null && arrived_at === null) return 'expecting';
  return receiving.state;
}

/** Null where the inbox's customers read from us. */
export function sendingOf({ sending }: InboxHealth): Condition | null {
  if (!sending) return null;
  return sending.state === 'waiting' ? 'expecting' : sending.state;
}
