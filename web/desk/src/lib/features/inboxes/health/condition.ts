import type { ConnectionState, InboxHealth } from '@balcao/api';

/** What a reader is told of an inbox: the server's word, and what it means where nothing is ever looked up. */
export type Condition = ConnectionState | 'expecting';

/** An inbox that is brought its messages has no connection that could be tried: what arrived tells how it is. */
export function conditionOf({ state, checked_at, arrived_at }: InboxHealth): Condition {
  if (state !== 'waiting' || checked_at !== null) return state;
  return arrived_at === null ? 'expecting' : 'ok';
}
