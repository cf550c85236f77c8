import type { Sender } from '@balcao/api';
import { SvelteMap } from 'svelte/reactivity';
import type { ServerEvent } from './events.ts';

/** Somebody who is writing; `note` when only the team will read it. */
export interface Writer {
  who: Sender;
  note: boolean;
}

/** Whoever began to type and never said that they stopped is forgotten after this. */
const FORGET_MS = 30_000;

/** Who is typing in which conversation. */
export class Typing {
  readonly #writers = new SvelteMap<number, readonly Writer[]>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  of(conversationId: number): readonly Writer[] {
    return this.#writers.get(conversationId) ?? [];
  }

  apply(news: ServerEvent): void {
    switch (news.event) {
      case 'conversation.typing_on':
        return this.#begin(news.data.conversation.id, { who: news.data.user, note: news.data.is_private });
      case 'conversation.typing_off':
        return this.#end(news.data.conversation.id, news.data.user);
      case 'message.created':
        if (news.data.sender) this.#end(news.data.conversation_id, news.data.sender);
    }
  }

  /** News may have been missed: better nobody than somebody who left. */
  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#writers.clear();
  }

  #begin(id: number, writer: Writer): void {
    const { who } = writer;
    const others = this.of(id).filter((one) => !same(one.who, who));
    this.#writers.set(id, [...others, writer]);
    clearTimeout(this.#timers.get(key(id, who)));
    this.#timers.set(
      key(id, who),
      setTimeout(() => this.#end(id, who), FORGET_MS),
    );
  }

  #end(id: number, who: Sender): void {
    clearTimeout(this.#timers.get(key(id, who)));
    this.#timers.delete(key(id, who));
    const others = this.of(id).filter((one) => !same(one.who, who));
    if (others.length) this.#writers.set(id, others);
    else this.#writers.delete(id);
  }
}

const key = (id: number, who: Sender): string => `${id} ${who.type} ${who.id}`;
const same = (a: Sender, b: Sender): boolean => a.type === b.type && a.id === b.id;
