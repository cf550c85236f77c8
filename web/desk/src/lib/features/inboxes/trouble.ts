import type { ConnectionState, Inbox } from '@balcao/api';

/** `lost`: nothing passes until somebody connects it again. `failing`: it keeps trying, and has done so for long. */
export type Trouble = 'lost' | 'failing';

/** In seconds. A provider that is away for a moment is nobody's concern. */
const patience = 10 * 60;

interface Connection {
  state: ConnectionState;
  since: number | null;
}

/** What a team has to know of an inbox that does not work, or null. `now` in unix seconds. */
export function troubleOf(inbox: Inbox, now: number): Trouble | null {
  if (inbox.reauthorization_required === true) return 'lost';
  const connection = inbox.connection as Connection | null | undefined;
  if (connection?.state === 'disconnected') return 'lost';
  const long = connection?.since != null && now - connection.since >= patience;
  return connection?.state === 'failing' && long ? 'failing' : null;
}
