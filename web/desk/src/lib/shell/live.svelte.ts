import { browser, Cable, cableUrl, type CableState, type RoomListener } from '@balcao/live';

export interface LiveKey {
  pubsub_token: string;
  account_id: number;
  user_id: number;
}

/** The account's events, handed to every part of the desk that listens. One socket, however many listen. */
export class Live {
  state = $state<CableState>('closed');
  readonly #cable: Cable;
  readonly #listeners = new Set<RoomListener>();

  constructor(key: LiveKey, cable = new Cable(cableUrl(location.origin), browser)) {
    this.#cable = cable;
    cable.watch((state) => (this.state = state));
    cable.join(key, {
      event: (name, data) => this.#each((listener) => listener.event(name, data)),
      reset: () => this.#each((listener) => listener.reset()),
      confirmed: (resumed) => this.#each((listener) => listener.confirmed?.(resumed)),
      rejected: () => this.#each((listener) => listener.rejected?.()),
    });
  }

  /** Hear every event from now on; returns the function that stops it. */
  listen(listener: RoomListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Follow the state of the line; returns the function that stops it. */
  watch(watcher: (state: CableState) => void): () => void {
    return this.#cable.watch(watcher);
  }

  open(): void {
    this.#cable.open();
  }

  close(): void {
    this.#cable.close();
  }

  #each(tell: (listener: RoomListener) => void): void {
    for (const listener of [...this.#listeners]) tell(listener);
  }
}
