import type { Conversation, Message } from '../api/shapes.ts';
import type { WidgetApi } from '../api/widget-api.ts';

let lastId = 100;

export function message(fields: Partial<Message> = {}): Message {
  lastId += 1;
  return {
    id: lastId,
    content: `message ${lastId}`,
    message_type: 1,
    content_type: 'text',
    content_attributes: {},
    created_at: 1_700_000_000 + lastId,
    conversation_id: 1,
    ...fields,
  };
}

export function conversation(fields: Partial<Conversation> = {}): Conversation {
  return { id: 1, inbox_id: 1, status: 'open', contact_last_seen_at: 0, ...fields };
}

/** A server that knows one conversation and answers pages of 20 as the contract says. */
export class FakeServer {
  conversation: Conversation | null = conversation();
  messages: Message[] = [];
  /** Called while an answer is on its way: what happens in the meantime. */
  underway: () => void = () => undefined;
  /** What an answer waits for, from the moment that it was drawn. */
  pace: Promise<void> = Promise.resolve();

  get api(): WidgetApi {
    return {
      conversation: async () => this.conversation,
      messages: async (edge: { before?: number; after?: number } = {}) => {
        const payload = this.#page(edge);
        this.underway();
        await this.pace;
        return { payload, meta: {} };
      },
    } as unknown as WidgetApi;
  }

  #page({ before, after }: { before?: number; after?: number }): Message[] {
    if (after !== undefined) return this.messages.filter((it) => it.id > after).slice(0, 20);
    return this.messages.filter((it) => before === undefined || it.id < before).slice(-20);
  }
}
