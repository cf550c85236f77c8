import { ApiError } from '../api/request.ts';
import type { Store } from '../kit/store.ts';

/** A message of the visitor that the server has not confirmed yet. */
export interface Outgoing {
  /** The id that makes sending it again harmless. */
  echo: string;
  text: string;
  /** Unix seconds. */
  at: number;
  state: 'waiting' | 'sending' | 'failed';
  /** Why the server refused it; empty when it did not say. */
  reason: string;
  files: File[];
  /** Share already sent, 0 to 1; only for files. */
  progress: number;
  /** The ended conversation after which this message begins a new one. */
  after: number | null;
}

/** Hand one message over. Rejects with an ApiError when the server answered, with anything else when it was not reached. */
export type Deliver = (item: Outgoing, progress: (share: number) => void) => Promise<void>;

const KEY = 'out:';
const WAITS_MS = [1_000, 2_000, 4_000, 8_000, 15_000];
const LOST = 'files-lost';

/**
 * What the visitor has written and the server has not confirmed: kept across reloads, sent one at a time in
 * the order of writing, again and again until the server answers.
 */
export class Outbox {
  items: Outgoing[] = $state([]);
  readonly #store: Store;
  readonly #deliver: Deliver;
  #busy = false;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(store: Store, deliver: Deliver) {
    this.#store = store;
    this.#deliver = deliver;
  }

  /** Take over what an earlier page of this visitor left unsent. */
  restore(): void {
    const kept = this.#store.keys(KEY).map((key) => readKept(this.#store.get(key)));
    const known = new Set(this.items.map((item) => item.echo));
    const found = kept.filter((item) => item !== null).filter((item) => !known.has(item.echo));
    this.items = [...found, ...this.items].sort((a, b) => a.at - b.at);
  }

  add(text: string, files: File[], after: number | null): string {
    const at = Date.now() / 1_000;
    const echo = crypto.randomUUID?.() ?? `${at}-${Math.random()}`;
    this.items.push({ echo, text, at, state: 'waiting', reason: '', files, progress: 0, after });
    this.#keep(echo);
    void this.flush();
    return echo;
  }

  /** Send what waits. Safe to call at any time. */
  async flush(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    clearTimeout(this.#retry);
    for (let item = this.#next(); item && (await this.#send(item)); item = this.#next());
    this.#busy = false;
  }

  /** The server is surely back: do not wait for the next try. */
  hurry(): void {
    this.#attempt = 0;
    void this.flush();
  }

  retry(echo: string): void {
    const item = this.#find(echo);
    if (!item) return;
    item.state = 'waiting';
    this.hurry();
  }

  /** The server has this message, or the visitor does not want to send it any more. */
  settle(echo: string | undefined): void {
    if (!echo || !this.#find(echo)) return;
    this.items = this.items.filter((item) => item.echo !== echo);
    this.#store.remove(KEY + echo);
  }

  clear(): void {
    for (const item of this.items) this.settle(item.echo);
  }

  #find(echo: string): Outgoing | undefined {
    return this.items.find((item) => item.echo === echo);
  }

  #next(): Outgoing | undefined {
    return this.items.find((item) => item.state === 'waiting');
  }

  /** Whether to go on with the next one. */
  async #send(item: Outgoing): Promise<boolean> {
    item.state = 'sending';
    item.reason = '';
    try {
      await this.#deliver(item, (share) => (item.progress = share));
      this.settle(item.echo);
      this.#attempt = 0;
      return true;
    } catch (error) {
      return this.#recover(item, error);
    }
  }

  #recover(item: Outgoing, error: unknown): boolean {
    item.progress = 0;
    if (error instanceof ApiError && isFinal(error.status)) {
      item.state = 'failed';
      item.reason = error.message;
      return true;
    }
    item.state = 'waiting';
    const patience = error instanceof ApiError ? error.retryAfter * 1_000 : 0;
    const wait = Math.max(patience, WAITS_MS[Math.min(this.#attempt, WAITS_MS.length - 1)] ?? 0);
    this.#attempt += 1;
    this.#retry = setTimeout(() => void this.flush(), wait);
    return false;
  }

  #keep(echo: string): void {
    const item = this.#find(echo);
    if (!item) return;
    const { text, at, after, files } = item;
    this.#store.set(KEY + echo, JSON.stringify({ echo, text, at, after, files: files.length }));
  }
}

/** The server understood and refused: sending the same again cannot help. */
function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && ![401, 404, 408, 425, 429].includes(status);
}

/** Files do not survive a reload, so a message that had some waits for the visitor's word instead of going out without them. */
function readKept(json: string): Outgoing | null {
  try {
    const { echo, text, at, after, files } = JSON.parse(json) as Record<string, unknown>;
    if (typeof echo !== 'string' || typeof text !== 'string' || typeof at !== 'number') return null;
    const state = files ? 'failed' : 'waiting';
    const reason = files ? LOST : '';
    return {
      echo,
      text,
      at,
      state,
      reason,
      files: [],
      progress: 0,
      after: typeof after === 'number' ? after : null,
    };
  } catch {
    return null;
  }
}

export function lostFiles(item: Outgoing): boolean {
  return item.reason === LOST;
}
