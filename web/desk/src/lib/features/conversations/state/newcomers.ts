import { ApiError, type Conversation } from '@balcao/api';

const AT_ONCE = 4;

/**
 * Fetches conversations that were heard of but are not known yet, few at a time. Heard of again while its
 * answer is under way, a conversation is asked for once more: the answer may be older than the news.
 */
export class Newcomers {
  readonly #fetch: (id: number) => Promise<Conversation>;
  readonly #meet: (conversation: Conversation) => void;
  readonly #waiting = new Set<number>();
  readonly #asked = new Set<number>();

  constructor(fetch: (id: number) => Promise<Conversation>, meet: (conversation: Conversation) => void) {
    this.#fetch = fetch;
    this.#meet = meet;
  }

  want(id: number): void {
    this.#waiting.add(id);
    this.#next();
  }

  #next(): void {
    for (const id of this.#waiting) {
      if (this.#asked.size >= AT_ONCE) return;
      if (!this.#asked.has(id)) void this.#ask(id);
    }
  }

  async #ask(id: number): Promise<void> {
    this.#waiting.delete(id);
    this.#asked.add(id);
    try {
      this.#meet(await this.#fetch(id));
    } catch (error) {
      // Gone or out of reach: its next message asks again.
      if (!(error instanceof ApiError)) throw error;
    } finally {
      this.#asked.delete(id);
      this.#next();
    }
  }
}
