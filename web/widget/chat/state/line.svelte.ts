import { browser, Cable, cableUrl, type CableState } from '@balcao/live';

interface Ears {
  event(name: string, data: unknown): void;
  /** Events were missed that the server will not send again: all of them, or only those since the last known message. */
  missed(everything: boolean): void;
  /** The line is good (again). */
  live(): void;
}

/** The line to the server on which the visitor's events arrive. */
export class Line {
  state: CableState = $state('closed');
  readonly #cable = new Cable(cableUrl(location.origin), browser);
  readonly #ears: Ears;
  #token = '';
  #leave: () => void = () => undefined;

  constructor(ears: Ears) {
    this.#ears = ears;
    this.#cable.watch((state) => {
      this.state = state;
      if (state === 'live') ears.live();
    });
    // A page in the back/forward cache must not hold a socket; it takes up again where it stopped.
    addEventListener('pagehide', () => this.#cable.close());
    addEventListener('pageshow', (event) => event.persisted && this.#token && this.#cable.open());
  }

  /** Listen with this token, and with no other. */
  open(token: string): void {
    if (token === this.#token) return;
    this.#leave();
    this.#token = token;
    this.#leave = this.#cable.join(
      { pubsub_token: token },
      {
        event: (name, data) => this.#ears.event(name, data),
        reset: () => this.#ears.missed(true),
        confirmed: (resumed) => !resumed && this.#ears.missed(false),
      },
    );
    this.#cable.open();
  }
}
