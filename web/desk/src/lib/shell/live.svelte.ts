import { browser, Cable, cableUrl, type CableState, type RoomListener } from '@balcao/live';

export interface LiveKey {
  pubsub_token: string;
  account_id: number;
  user_id: number;
}

/** What is asked of the socket; `Cable` answers it. */
export type Line = Pick<Cable, 'open' | 'close' | 'join' | 'watch'>;

/** The account's events, handed to every part of the desk that listens. One socket, however many listen. */
export class Live {
  state = $state<CableState>('closed');
  readonly #line: Line;
  readonly #listeners = new Set<RoomListener>();
  #key: LiveKey;
  #leave: () => void;

  constructor(key: LiveKey, line: Line = new Cable(cableUrl(location.origin), browser)) {
    this.#line = line;
    this.#key = key;
    line.watch((state) => (this.state = state));
    this.#leave = this.#join(false);
  }

  /** Hear every event from now on; returns the function that stops it. */
  listen(listener: RoomListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Follow the state of the line; returns the function that stops it. */
  watch(watcher: (state: CableState) => void): () => void {
    return this.#line.watch(watcher);
  }

  open(): void {
    this.#line.open();
  }

  close(): void {
    this.#line.close();
  }

  /** The user's token is another one now, as after a change of password. What passed meanwhile is loaded anew. */
  renew(pubsub_token: string): void {
    if (pubsub_token === this.#key.pubsub_token) return;
    this.#key = { ...this.#key, pubsub_token };
    this.#leave();
    this.#leave = this.#join(true);
  }

  #join(again: boolean): () => void {
    let missed = again;
    return this.#line.join(this.#key, {
      event: (name, data) => this.#each((listener) => listener.event(name, data)),
      reset: () => this.#each((listener) => listener.reset()),
      confirmed: (resumed) => {
        this.#each((listener) => listener.confirmed?.(resumed));
        if (missed) this.#each((listener) => listener.reset());
        missed = false;
      },
      rejected: () => this.#each((listener) => listener.rejected?.()),
    });
  }

  #each(tell: (listener: RoomListener) => void): void {
    for (const listener of [...this.#listeners]) tell(listener);
  }
}
