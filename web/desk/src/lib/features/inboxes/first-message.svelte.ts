import type { AccountApi, Conversation } from '@balcao/api';

interface Listed {
  data: { payload: Conversation[] };
}

/** What the first thing that came through a new inbox was. */
export interface First {
  conversationId: number;
  who: string;
  text: string;
}

const telling = new Set(['conversation.created', 'message.created']);

/** Waits for the first conversation of an inbox. */
export class FirstMessage {
  found = $state.raw<First | null>(null);
  readonly #api: AccountApi;
  readonly #inboxId: number;

  constructor(api: AccountApi, inboxId: number) {
    this.#api = api;
    this.#inboxId = inboxId;
  }

  /** Any event of the account; what does not concern the inbox is not looked into. */
  hear(event: string, data: unknown): void {
    const concerned = (data as { inbox_id?: unknown } | null)?.inbox_id === this.#inboxId;
    if (telling.has(event) && concerned) void this.look();
  }

  /** Asks what is there now. What was found stays while the server cannot be asked. */
  async look(): Promise<void> {
    const query = { inbox_id: this.#inboxId, status: 'all', sort_by: 'last_activity_at_desc', page: 1 };
    try {
      const { data } = await this.#api.get<Listed>('/conversations', { query });
      const [newest] = data.payload;
      if (newest) this.found = firstOf(newest);
    } catch {
      return;
    }
  }
}

function firstOf({ id, meta, last_non_activity_message }: Conversation): First {
  return { conversationId: id, who: meta.sender.name, text: last_non_activity_message?.content ?? '' };
}
