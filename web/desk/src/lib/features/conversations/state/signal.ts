export type SignalApi = (conversationId: number, on: boolean, note: boolean) => void;

const REPEAT_MS = 10_000;
const IDLE_MS = 3_000;

/** Tells the others that this agent is typing: at the first key, again every 10 s, and when it is over. */
export class TypingSignal {
  readonly #say: SignalApi;
  #about: { id: number; note: boolean; saidAt: number } | null = null;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(say: SignalApi) {
    this.#say = say;
  }

  type(id: number, note: boolean): void {
    if (this.#about && (this.#about.id !== id || this.#about.note !== note)) this.stop();
    if (!this.#about || Date.now() - this.#about.saidAt >= REPEAT_MS) {
      this.#about = { id, note, saidAt: Date.now() };
      this.#say(id, true, note);
    }
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.stop(), IDLE_MS);
  }

  stop(): void {
    clearTimeout(this.#idle);
    const about = this.#about;
    this.#about = null;
    if (about) this.#say(about.id, false, about.note);
  }
}
