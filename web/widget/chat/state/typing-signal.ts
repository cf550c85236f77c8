const REPEAT_MS = 8_000;
const REST_MS = 4_000;

/** Tells the team that the visitor is typing: once in a while during it, and once when it stops. */
export class TypingSignal {
  readonly #tell: (on: boolean) => unknown;
  #toldAt = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (on: boolean) => unknown) {
    this.#tell = tell;
  }

  note(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.stop(), REST_MS);
    if (Date.now() - this.#toldAt < REPEAT_MS) return;
    this.#toldAt = Date.now();
    this.#tell(true);
  }

  stop(): void {
    clearTimeout(this.#rest);
    if (this.#toldAt === 0) return;
    this.#toldAt = 0;
    this.#tell(false);
  }
}
