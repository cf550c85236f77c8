import type { Conversation } from '@balcao/api';
import type { Book, Change } from './book.svelte.ts';
import { PAGE, type ConversationList, type Counts, type View } from './list.svelte.ts';
import { rowFromRest } from './row.ts';

export interface Page {
  counts: Counts;
  conversations: Conversation[];
}

/** The two questions about lists that the server answers. */
export interface ListApi {
  page(view: View, page: number): Promise<Page>;
  counts(view: View): Promise<Counts>;
}

const DEEPEST_REFRESH = 8;
const GRACE_MS = 3_000;

/** Fetches what a list needs, one thing at a time; an answer to a view that was left is thrown away. */
export class Pager {
  readonly #book: Book;
  readonly #list: ConversationList;
  readonly #api: ListApi;
  #turn = 0;
  #busy: Promise<void> | null = null;
  #touched: Set<number> | null = null;
  /** Pages read lately, each with the moment until which late news may show a hole before it. */
  #edges = new Map<number, number>();
  #torn = false;
  #extending = false;

  constructor(book: Book, list: ConversationList, api: ListApi) {
    this.#book = book;
    this.#list = list;
    this.#api = api;
  }

  /** Whether the server was asked anything yet. */
  get asked(): boolean {
    return this.#turn > 0;
  }

  /** Show another view from its first page on. */
  open(view: View): Promise<void> {
    this.#edges.clear();
    this.#list.apply({ event: 'view', view });
    return this.#alone(async (current) => {
      const answer = await this.#api.page(view, 1);
      if (current()) this.#take(answer);
    });
  }

  /** Fetch the next rows, if there are any and they are not on their way already. */
  async extend(): Promise<void> {
    if (this.#extending) return;
    this.#extending = true;
    try {
      // What was under way may have made room for something else meanwhile.
      while (this.#busy) await this.#busy.catch(() => undefined);
      const list = this.#list;
      if (list.more && list.phase === 'ready') await this.#alone((current) => this.#grow(current));
    } finally {
      this.#extending = false;
    }
  }

  async #grow(current: () => boolean): Promise<void> {
    const list = this.#list;
    const before = list.rows.length;
    for (let page = list.nextPage; current() && list.more && list.rows.length <= before; page += 1) {
      await this.#fetch(page, current);
      this.#edges.set(page, Date.now() + GRACE_MS);
      await this.#mend(current);
    }
  }

  /** Load anew what is shown, after news were missed. What is on the screen stays until all answers are there. */
  refresh(): Promise<void> {
    const { view } = this.#list;
    const depth = Math.min(DEEPEST_REFRESH, Math.max(1, Math.ceil(this.#list.rows.length / PAGE)));
    return this.#alone(async (current) => {
      this.#touched = new Set();
      const answers: Page[] = [];
      for (let page = 1; page <= depth; page += 1) {
        const answer = await this.#api.page(view, page);
        answers.push(answer);
        if (answer.conversations.length < PAGE) break;
      }
      if (!current()) return;
      this.#forgetAllBut(answers);
      this.#list.apply({ event: 'renewed' });
      for (const answer of answers) this.#take(answer);
    });
  }

  async recount(): Promise<void> {
    const { view } = this.#list;
    const counts = await this.#api.counts(view);
    if (view === this.#list.view) this.#list.apply({ event: 'counts', counts });
  }

  /** Rows that changed by events; during a refresh these are newer than its answers. */
  note(changes: Change[]): void {
    for (const { after } of changes) if (after) this.#touched?.add(after.id);
    this.#list.apply({ event: 'changed', changes });
    if (!this.#list.shrunk) return;
    this.#list.shrunk = false;
    this.#torn = true;
    if (this.#busy || !this.#edges.size) return;
    this.#alone((current) => this.#mend(current)).catch(() => undefined);
  }

  /**
   * Read the last pages and those before them again. A row that leaves the list moves its neighbours up; when the
   * server had seen it leave before a page was read, and we only after, one of them fell between two pages.
   */
  async #mend(current: () => boolean): Promise<void> {
    while (this.#torn && current()) {
      this.#torn = false;
      for (const page of this.#looseEdges()) if (current()) await this.#fetch(page, current);
    }
  }

  #looseEdges(): Set<number> {
    const loose = new Set<number>();
    for (const [page, until] of this.#edges) {
      if (until < Date.now()) this.#edges.delete(page);
      else if (page > 1) loose.add(page - 1).add(page);
    }
    return loose;
  }

  async #fetch(page: number, current: () => boolean): Promise<void> {
    const answer = await this.#api.page(this.#list.view, page);
    if (current()) this.#take(answer);
  }

  #take({ conversations, counts }: Page): void {
    this.#book.apply({ event: 'conversations.loaded', data: conversations });
    // Where the server had them: one that has moved since must not stretch what counts as known.
    const rows = conversations.map((rest) => rowFromRest(rest));
    this.#list.apply({ event: 'page', rows });
    this.#list.apply({ event: 'counts', counts });
  }

  #forgetAllBut(answers: Page[]): void {
    const kept = answers.flatMap(({ conversations }) => conversations.map(({ id }) => id));
    this.#book.clear(new Set([...kept, ...(this.#touched ?? [])]));
  }

  async #alone(work: (current: () => boolean) => Promise<void>): Promise<void> {
    const turn = (this.#turn += 1);
    const current = () => turn === this.#turn;
    const run = work(current).catch((error: unknown) => {
      if (!current()) return;
      this.#list.apply({ event: 'failed' });
      throw error;
    });
    this.#busy = run;
    try {
      await run;
    } finally {
      if (current()) this.#busy = this.#touched = null;
    }
  }
}
