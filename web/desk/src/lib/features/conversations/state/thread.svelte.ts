import type { Message, MessageEvent } from '@balcao/api';
import type { ServerEvent } from './events.ts';

export const MESSAGES = 20;
const RANGE = 1000;

/** Bounds of a question for messages: ids, `after` alone exclusive, with `before` inclusive. */
export interface Bounds {
  before?: number;
  after?: number;
}

export type ThreadApi = (conversationId: number, bounds: Bounds) => Promise<Message[]>;

export type ThreadEvent =
  | ServerEvent
  | { event: 'messages.loaded'; data: Message[] }
  | { event: 'messages.renewed'; data: Message[] }
  | { event: 'message.sent'; data: Message }
  | { event: 'message.removed'; data: Message };

/** The messages of one conversation from the oldest loaded to the newest, by id. Only `apply` changes them. */
export class Thread {
  readonly id: number;
  messages = $state.raw<readonly Message[]>([]);
  phase = $state<'loading' | 'ready' | 'failed'>('loading');
  /** Whether the server has older messages than those loaded. */
  older = $state(false);
  loadingOlder = $state(false);
  readonly #ask: ThreadApi;
  /** What the socket said of single messages; always newer than an answer that was under way meanwhile. */
  readonly #heard = new Map<number, MessageEvent>();
  #turn = 0;

  constructor(id: number, ask: ThreadApi) {
    this.id = id;
    this.#ask = ask;
  }

  apply(news: ThreadEvent): void {
    switch (news.event) {
      case 'message.created':
        if (this.#hear(news.data)) this.#put([news.data]);
        return;
      case 'message.updated':
        if (this.#hear(news.data) && this.#has(news.data.id)) this.#put([news.data]);
        return;
      case 'message.sent':
        if (!this.#heard.has(news.data.id)) this.#put([news.data]);
        return;
      case 'message.removed':
        this.#heard.delete(news.data.id);
        return this.#put(this.#has(news.data.id) ? [news.data] : []);
      case 'messages.loaded':
        return this.#put(news.data.map((message) => this.#newest(message)));
      case 'messages.renewed':
        return this.#renew(news.data);
    }
  }

  /** Load the newest messages, or, when some are shown already, all of those anew. */
  async load(): Promise<void> {
    const turn = (this.#turn += 1);
    const oldest = this.messages[0]?.id;
    this.#heard.clear();
    try {
      const newest = await this.#ask(this.id, {});
      const first = newest[0]?.id;
      const rest = oldest && first && oldest < first ? await this.#range(oldest, first) : [];
      if (turn !== this.#turn) return;
      if (rest.length === 0) this.older = newest.length >= MESSAGES;
      this.apply({ event: 'messages.renewed', data: [...rest, ...newest] });
      this.phase = 'ready';
    } catch (error) {
      if (turn !== this.#turn) return;
      if (this.phase === 'loading') this.phase = 'failed';
      throw error;
    }
  }

  async loadOlder(): Promise<void> {
    const before = this.messages[0]?.id;
    if (!before || !this.older || this.loadingOlder) return;
    this.loadingOlder = true;
    const turn = this.#turn;
    try {
      const data = await this.#ask(this.id, { before });
      if (turn !== this.#turn) return;
      this.older = data.length >= MESSAGES;
      this.apply({ event: 'messages.loaded', data });
    } finally {
      this.loadingOlder = false;
    }
  }

  async #range(after: number, before: number): Promise<Message[]> {
    const found = await this.#ask(this.id, { after, before });
    const last = found.at(-1);
    if (found.length < RANGE || !last) return found;
    return [...found, ...(await this.#range(last.id + 1, before))];
  }

  /** Remember the news; false when it is not of this thread or older than what was heard before. */
  #hear(message: MessageEvent): boolean {
    if (message.conversation_id !== this.id) return false;
    const known = this.#heard.get(message.id);
    if (known && known.updated_at > message.updated_at) return false;
    this.#heard.set(message.id, message);
    return true;
  }

  #newest(message: Message): Message {
    return this.#heard.get(message.id) ?? message;
  }

  #has(id: number): boolean {
    return this.messages.some((message) => message.id === id);
  }

  #renew(fresh: Message[]): void {
    const last = fresh.at(-1)?.id ?? 0;
    const later = this.messages.filter(({ id }) => id > last && this.#heard.has(id));
    this.messages = [...fresh.map((message) => this.#newest(message)), ...later];
  }

  #put(messages: Message[]): void {
    const byId = new Map(this.messages.map((message) => [message.id, message]));
    for (const message of messages)
      byId.set(message.id, { ...message, echo_id: message.echo_id ?? byId.get(message.id)?.echo_id });
    this.messages = [...byId.values()].sort((a, b) => a.id - b.id);
  }
}
