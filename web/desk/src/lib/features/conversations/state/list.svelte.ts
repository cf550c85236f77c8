import type { Change } from './book.svelte.ts';
import { everything, inTab, isFound, matches, tabs, type Filter, type Tab } from './filter.ts';
import { orders, place, type Order, type Sort } from './order.ts';
import type { Row } from './row.ts';

export const PAGE = 25;

export type Counts = Record<Tab, number>;

/** What a list shows: the filter, the tab and the order. */
export interface View {
  filter: Filter;
  tab: Tab;
  sort: Sort;
}

export type ListEvent =
  | { event: 'view'; view: View }
  | { event: 'page'; rows: Row[] }
  | { event: 'renewed' }
  | { event: 'changed'; changes: Change[] }
  | { event: 'counts'; counts: Counts }
  | { event: 'failed' };

/** Where the rows of a list come from: everything the desk knows. */
export interface Source {
  rows(): Iterable<Row>;
}

/**
 * The conversations of one view, in order, from the top down to the `frontier`: the lowest row that the server
 * has handed out. Everything above it is known and kept exact by events; everything below comes by paging.
 * A row that sinks under the frontier leaves the list and comes back with its page, so nothing is ever shown
 * twice or skipped.
 */
export class ConversationList {
  view = $state.raw<View>({ filter: everything, tab: 'all', sort: 'last_activity_at_desc' });
  rows = $state.raw<readonly Row[]>([]);
  counts = $state.raw<Counts>({ me: 0, unassigned: 0, all: 0 });
  phase = $state<'loading' | 'ready' | 'failed'>('loading');
  /** Whether the server has rows below the frontier. */
  more = $state(true);
  /** Set when a row leaves the list, for whoever pages. */
  shrunk = false;
  /** The last attempt to get further rows failed. */
  stalled = $state(false);
  readonly #source: Source;
  readonly #me: number;
  #frontier: Row | null = null;
  #found: Set<number> | null = null;

  constructor(source: Source, me: number) {
    this.#source = source;
    this.#me = me;
  }

  /** The page to ask for next: the one that continues, or overlaps, what is known. */
  get nextPage(): number {
    return Math.floor(this.rows.length / PAGE) + 1;
  }

  apply(news: ListEvent): void {
    switch (news.event) {
      case 'view':
        return this.#show(news.view);
      case 'page':
        return this.#admit(news.rows);
      case 'renewed':
        return this.#restart();
      case 'changed':
        for (const change of news.changes) this.#follow(change);
        return;
      case 'counts':
        this.counts = news.counts;
        return;
      case 'failed':
        if (this.phase === 'loading') this.phase = 'failed';
        else this.stalled = true;
    }
  }

  #show(view: View): void {
    this.view = view;
    this.#restart();
    this.stalled = false;
    this.phase = 'loading';
    this.#query();
  }

  #restart(): void {
    this.#found = isFound(this.view.filter) ? new Set() : null;
    this.#frontier = null;
    this.more = true;
  }

  /** The first answer starts the list, the next ones extend it; a page read again never shortens it. */
  #admit(rows: Row[]): void {
    for (const row of rows) this.#found?.add(row.id);
    const last = rows.toSorted(this.#order).at(-1);
    if (rows.length < PAGE || !last) this.more = false;
    else if (!this.#frontier || this.#order(last, this.#frontier) > 0) this.#frontier = last;
    if (!this.more) this.#frontier = null;
    this.stalled = false;
    this.phase = 'ready';
    this.#query();
  }

  /** Take the rows anew from everything known. */
  #query(): void {
    this.rows = [...this.#source.rows()].filter((row) => this.#belongs(row)).sort(this.#order);
  }

  #follow({ before, after, born }: Change): void {
    this.#count(before, after, born);
    const at = before ? this.#find(before) : -1;
    const stays = after !== undefined && this.#belongs(after);
    if (at < 0 && !stays) return;
    const rows = [...this.rows];
    if (at >= 0) rows.splice(at, 1);
    if (stays) rows.splice(place(rows, after, this.#order), 0, after);
    else this.shrunk = true;
    this.rows = rows;
  }

  #find(row: Row): number {
    const guess = place(this.rows, row, this.#order);
    return this.rows[guess]?.id === row.id ? guess : this.rows.findIndex(({ id }) => id === row.id);
  }

  #count(before: Row | undefined, after: Row | undefined, born: boolean): void {
    if (!before && !born) return;
    const counts = { ...this.counts };
    for (const tab of tabs) counts[tab] += Number(this.#inTab(after, tab)) - Number(this.#inTab(before, tab));
    if (tabs.some((tab) => counts[tab] !== this.counts[tab])) this.counts = counts;
  }

  #inTab(row: Row | undefined, tab: Tab): boolean {
    return row !== undefined && this.#matches(row) && inTab(row, tab, this.#me);
  }

  #matches(row: Row): boolean {
    return matches(row, this.view.filter) && (this.#found === null || this.#found.has(row.id));
  }

  #belongs(row: Row): boolean {
    if (!this.#inTab(row, this.view.tab)) return false;
    return this.#frontier === null || this.#order(row, this.#frontier) <= 0;
  }

  get #order(): Order {
    return orders[this.view.sort];
  }
}
