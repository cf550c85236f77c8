const QUIET_MS = 800;
const LONGEST_MS = 4_000;

/** Asks the server for the counts once a burst of changes is over, and at least every few seconds while it lasts. */
export class Recount {
  readonly #count: () => Promise<void>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #since = 0;

  constructor(count: () => Promise<void>) {
    this.#count = count;
  }

  soon(): void {
    const now = Date.now();
    if (this.#timer === undefined) this.#since = now;
    clearTimeout(this.#timer);
    const wait = Math.min(QUIET_MS, Math.max(0, this.#since + LONGEST_MS - now));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      // The next change asks again; until then the counts are those that the events gave.
      this.#count().catch(() => undefined);
    }, wait);
  }
}
