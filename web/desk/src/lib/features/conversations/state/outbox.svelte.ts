import { ApiError, type Message } from '@balcao/api';
import type { Recipients } from '../mail/mail.ts';

/** A message as the agent wrote it. `echo` names it until, and while, the server has it. */
export interface Letter {
  echo: string;
  conversationId: number;
  content: string;
  private: boolean;
  files: File[];
  /** Unix seconds. */
  at: number;
  /** Whom it goes to, where the channel asks. */
  recipients?: Recipients;
  /** What it is about, where the agent gave it another subject than that of the conversation. */
  subject?: string;
  /** What is put under the content when it leaves. */
  signature?: string;
}

export interface Unsent extends Letter {
  /** `waiting`: the server was not reached, it goes out by itself. `failed`: the server refused, or it is too old. */
  state: 'queued' | 'sending' | 'waiting' | 'failed';
  /** Share of the upload that has left, 0 to 1. */
  progress: number;
  /** Why it failed; null when nothing was tried yet. */
  error: unknown;
}

export type OutboxEvent =
  | { event: 'posted'; letter: Letter; state: Unsent['state'] }
  | { event: 'changed'; echo: string; change: Partial<Pick<Unsent, 'state' | 'progress' | 'error'>> }
  | { event: 'left'; echo: string };

export type SendApi = (letter: Letter, onProgress: (share: number) => void) => Promise<Message>;

/** Keeps what was not sent yet over a reload of the page. */
export interface LetterStore {
  keep(letter: Letter): void;
  drop(echo: string): void;
  all(): Promise<Letter[]>;
}

const RETRY_MS = [2_000, 5_000, 10_000, 30_000];
/** Older letters (seconds) are not sent without being looked at again. */
const STALE = 900;

/**
 * Messages on their way. Within a conversation they leave one after the other, so order holds; whatever happens,
 * a letter stays here until the server has it or the agent throws it away. Sending twice is safe: the server
 * knows it by its `echo`.
 */
export class Outbox {
  unsent = $state.raw<readonly Unsent[]>([]);
  readonly #send: SendApi;
  readonly #store: LetterStore;
  readonly #sent: (message: Message) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;

  constructor(send: SendApi, store: LetterStore, sent: (message: Message) => void) {
    this.#send = send;
    this.#store = store;
    this.#sent = sent;
  }

  of(conversationId: number): Unsent[] {
    return this.unsent.filter((one) => one.conversationId === conversationId);
  }

  apply(news: OutboxEvent): void {
    switch (news.event) {
      case 'posted':
        if (this.#find(news.letter.echo)) return;
        this.unsent = [...this.unsent, { ...news.letter, state: news.state, progress: 0, error: null }];
        return;
      case 'changed':
        this.unsent = this.unsent.map((one) => (one.echo === news.echo ? { ...one, ...news.change } : one));
        return;
      case 'left':
        this.unsent = this.unsent.filter(({ echo }) => echo !== news.echo);
    }
  }

  post(letter: Letter): void {
    this.#store.keep(letter);
    this.apply({ event: 'posted', letter, state: 'queued' });
    void this.#pump(letter.conversationId);
  }

  retry(echo: string): void {
    const one = this.#find(echo);
    if (!one) return;
    this.apply({ event: 'changed', echo, change: { state: 'queued', error: null, progress: 0 } });
    void this.#pump(one.conversationId);
  }

  /** The server has it (its own event said so, or the agent does not want it any more). */
  forget(echo: string): void {
    if (!this.#find(echo)) return;
    this.#store.drop(echo);
    this.apply({ event: 'left', echo });
  }

  /** The line is back: everything that waits goes out now. */
  resume(): void {
    clearTimeout(this.#timer);
    for (const { echo, state } of this.unsent) if (state === 'waiting') this.retry(echo);
  }

  /** Bring back what an earlier visit could not send. */
  async restore(now: number): Promise<void> {
    for (const letter of await this.#store.all()) {
      this.apply({ event: 'posted', letter, state: now - letter.at < STALE ? 'waiting' : 'failed' });
    }
    this.resume();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  async #pump(conversationId: number): Promise<void> {
    const mine = this.of(conversationId);
    if (mine.some(({ state }) => state === 'sending')) return;
    const next = mine.find(({ state }) => state === 'queued');
    if (!next) return;
    await this.#carry(next);
    await this.#pump(conversationId);
  }

  async #carry(letter: Unsent): Promise<void> {
    const { echo } = letter;
    this.apply({ event: 'changed', echo, change: { state: 'sending' } });
    try {
      const message = await this.#send(letter, (progress) =>
        this.apply({ event: 'changed', echo, change: { progress } }),
      );
      this.#tries = 0;
      this.#sent({ ...message, echo_id: echo });
      this.forget(echo);
    } catch (error) {
      this.#keepBack(letter, error);
    }
  }

  #keepBack({ echo, conversationId }: Unsent, error: unknown): void {
    if (error instanceof ApiError && isPassing(error)) {
      // Those behind it wait too: overtaking would turn the order round.
      for (const one of this.of(conversationId)) {
        if (one.echo !== echo && one.state !== 'queued') continue;
        this.apply({ event: 'changed', echo: one.echo, change: { state: 'waiting', progress: 0 } });
      }
      this.#tryLater();
      return;
    }
    this.apply({ event: 'changed', echo, change: { state: 'failed', error, progress: 0 } });
  }

  #tryLater(): void {
    clearTimeout(this.#timer);
    const delay = RETRY_MS[Math.min(this.#tries, RETRY_MS.length - 1)];
    this.#tries += 1;
    this.#timer = setTimeout(() => this.resume(), delay);
  }

  #find(echo: string): Unsent | undefined {
    return this.unsent.find((one) => one.echo === echo);
  }
}

function isPassing(error: ApiError): boolean {
  return error.unreachable || error.status === 429 || error.status >= 502;
}
