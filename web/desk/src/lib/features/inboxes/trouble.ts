import type { ConnectionState, Inbox } from '@balcao/api';

/** `lost`: nothing passes until somebody connects it again. `failing`: it keeps trying, and has done so for long. */
export type Trouble = 'lost' | 'failing';

/** In seconds. A provider that is away for a moment is nobody's concern; for answers somebody waits. */
const patience = { receiving: 10 * 60, sending: 5 * 60 };

interface Connection {
  state: ConnectionState;
  since: number | null;
  /** How handing messages over fares by itself. */
  sending?: ConnectionState;
}

/** How an inbox sends, as far as the reader is told: agents hear only that an inbox has lost its access. */
export function sendingOf(inbox: Inbox | undefined): ConnectionState {
  const connection = inbox?.connection as Connection | null | undefined;
  return connection?.sending ?? (inbox?.reauthorization_required === true ? 'disconnected' : 'ok');
}

/** What a team has to know of an inbox that does not work, or null. `now` in unix seconds. */
export function troubleOf(inbox: Inbox, now: number): Trouble | null {
  if (inbox.reauthorization_required === true) return 'lost';
  const connection = inbox.connection as Connection | null | undefined;
  if (connection?.state === 'disconnected') return 'lost';
  const most = connection?.sending === 'failing' ? patience.sending : patience.receiving;
  const long = connection?.since != null && now - connection.since >= most;
  return connection?.state === 'failing' && long ? 'failing' : null;
}
