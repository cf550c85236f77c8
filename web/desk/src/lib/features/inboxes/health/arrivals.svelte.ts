import { SvelteSet } from 'svelte/reactivity';
import type { AccountApi, Arrival, ArrivalsPage } from '@balcao/api';
import { failureText } from '#lib/form/form.svelte.ts';

export type ArrivalState = 'dead' | 'ignored' | 'read';

/** What the provider brought and no conversation shows: a page of it, of one state at a time. */
export class Arrivals {
  state = $state<ArrivalState>('dead');
  page = $state(1);
  count = $state(0);
  rows = $state.raw<Arrival[] | null>(null);
  failure = $state<string | null>(null);
  /** The ids of those being run again. */
  readonly running = new SvelteSet<number>();
  readonly #api: AccountApi;
  readonly #path: string;
  readonly #onread: () => unknown;
  #asked = 0;
  #perPage = 0;

  /** `onread` is told when one has been read again. */
  constructor(api: AccountApi, inboxId: number, onread: () => unknown) {
    this.#api = api;
    this.#onread = onread;
    this.#path = `/inboxes/${inboxId}/arrivals`;
  }

  get more(): boolean {
    return (this.page - 1) * this.#perPage + (this.rows?.length ?? 0) < this.count;
  }

  async choose(state: ArrivalState): Promise<void> {
    this.state = state;
    this.rows = null;
    await this.turn(1);
  }

  async turn(page: number): Promise<void> {
    this.page = page;
    await this.load();
  }

  /** The same page again; an answer that comes after a later question is not heard. */
  async load(): Promise<void> {
    const asked = (this.#asked += 1);
    const { state, page } = this;
    try {
      const answer = await this.#api.get<ArrivalsPage>(this.#path, { query: { state, page } });
      if (asked === this.#asked) await this.#show(answer);
    } catch (error) {
      if (asked === this.#asked) this.failure = failureText(error);
    }
  }

  /** Has one read again; what became of it, or null when the server could not be asked. */
  async retry(id: number): Promise<string | null> {
    if (this.running.has(id)) return null;
    this.running.add(id);
    try {
      const { state } = await this.#api.post<{ state: string }>(`${this.#path}/${id}/retry`);
      await Promise.all([this.load(), this.#onread()]);
      return state;
    } catch (error) {
      this.failure = failureText(error);
      return null;
    } finally {
      this.running.delete(id);
    }
  }

  /** Exactly what came. */
  raw(id: number): Promise<Blob> {
    return this.#api.file(`${this.#path}/${id}/raw`);
  }

  async #show({ meta, payload }: ArrivalsPage): Promise<void> {
    this.failure = null;
    this.count = meta.count;
    // The last one of the last page may have been read meanwhile.
    if (payload.length === 0 && this.page > 1) return this.turn(this.page - 1);
    if (this.page === 1) this.#perPage = payload.length;
    this.rows = payload;
  }
}
