import type { AccountApi, ConnectionCheck, InboxHealth } from '@balcao/api';
import { failureText } from '#lib/form/form.svelte.ts';
import { Arrivals } from './arrivals.svelte.ts';
import { whileVisible } from './poll.ts';

const every = 10_000;

/** How one inbox is, kept up to date while somebody looks. */
export class HealthWatch {
  health = $state.raw<InboxHealth | null>(null);
  failure = $state<string | null>(null);
  checking = $state(false);
  checked = $state.raw<ConnectionCheck | null>(null);
  readonly arrivals: Arrivals;
  readonly #api: AccountApi;
  readonly #inboxId: number;

  constructor(api: AccountApi, inboxId: number) {
    this.#api = api;
    this.#inboxId = inboxId;
    this.arrivals = new Arrivals(api, inboxId, () => this.#load());
  }

  /** Looks now, and again and again; returns what stops it. */
  start(): () => void {
    const look = () => void this.look();
    look();
    return whileVisible(look, every);
  }

  async look(): Promise<void> {
    await Promise.all([this.#load(), this.arrivals.load()]);
  }

  /** Has the provider asked right now, whatever the watch says. */
  async check(): Promise<void> {
    if (this.checking) return;
    this.checking = true;
    this.checked = null;
    try {
      this.checked = await this.#api.post<ConnectionCheck>(`/inboxes/${this.#inboxId}/check`);
    } catch (error) {
      this.checked = { ok: false, reason: failureText(error), words: null, detail: null };
    } finally {
      this.checking = false;
    }
    await this.#load();
  }

  /** What was known stays while the server cannot be asked. */
  async #load(): Promise<void> {
    try {
      this.health = await this.#api.get<InboxHealth>(`/inboxes/${this.#inboxId}/health`);
      this.failure = null;
    } catch (error) {
      this.failure = failureText(error);
    }
  }
}
