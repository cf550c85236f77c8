import type { AccountApi } from '@balcao/api';
import { touchesFailures } from '../features/conversations/state/delivery.ts';

export interface Amount {
  conversations: number;
  messages: number;
}

const NOTHING: Amount = { conversations: 0, messages: 0 };
const LAG_MS = 300;

/** How much of what this member may see was not delivered lately. */
export class Undelivered {
  amount = $state.raw<Amount>(NOTHING);
  readonly #api: AccountApi;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: AccountApi) {
    this.#api = api;
  }

  async load(): Promise<void> {
    this.amount = await this.#api.get<Amount>('/conversations/undelivered');
  }

  /** What the socket says. While there is nothing, only a failure makes a difference. */
  apply(event: string, data: unknown): void {
    const resolved = event === 'conversation.status_changed' && this.amount.conversations > 0;
    if (resolved || touchesFailures(event, data)) this.lookSoon();
  }

  lookSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.load().catch(() => undefined);
    }, LAG_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
