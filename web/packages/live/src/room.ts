/** Who is listening: an agent names account and user, a visitor only the token. */
export interface RoomKey {
  pubsub_token: string;
  account_id?: number;
  user_id?: number;
}

/** What a room tells its owner. `event` comes in the server's order, each logged event once. */
export interface RoomListener {
  event(name: string, data: unknown): void;
  /** The gap is too old to be replayed: load everything anew. */
  reset(): void;
  /** The server knows where we are; `resumed` is true when it sends what was missed meanwhile. */
  confirmed?(resumed: boolean): void;
  /** The token is not (or no longer) good. The room stays silent until it is joined again. */
  rejected?(): void;
}

/** One subscription of the socket, which remembers how far it has read (`seq`) across reconnects. */
export class Room {
  /** The exact string sent with the current connection; frames are matched by it, byte for byte. */
  identifier = '';
  confirmed = false;
  rejected = false;
  /** The last sequence number seen, or null before the first confirmation. */
  seq: number | null = null;
  #joined = false;
  readonly #key: RoomKey;
  readonly #listener: RoomListener;

  constructor(key: RoomKey, listener: RoomListener) {
    this.#key = key;
    this.#listener = listener;
  }

  /** Seal the identifier for a new connection, asking for everything after the last event seen. */
  seal(): string {
    const since = this.seq === null ? {} : { since: this.seq };
    this.identifier = JSON.stringify({ channel: 'RoomChannel', ...this.#key, ...since });
    this.confirmed = false;
    this.rejected = false;
    return this.identifier;
  }

  confirm(seq: number | null): void {
    const resumed = this.seq !== null;
    const blind = this.#joined && !resumed;
    // After a resume the replay itself moves `seq` on: trusting the confirmation instead would skip
    // what is still on its way if the line broke in the middle of it.
    if (!resumed) this.seq = seq;
    this.confirmed = this.#joined = true;
    this.#listener.confirmed?.(resumed);
    if (blind) this.#listener.reset();
  }

  reject(): void {
    this.rejected = true;
    this.#listener.rejected?.();
  }

  receive(event: string, data: unknown, seq: number | null): void {
    if (event === 'reset') {
      this.seq = seq;
      this.#listener.reset();
      return;
    }
    if (seq !== null) {
      // One fact may send two frames with the same number; only older numbers are repetitions.
      if (this.seq !== null && seq < this.seq) return;
      this.seq = seq;
    }
    this.#listener.event(event, data);
  }
}
