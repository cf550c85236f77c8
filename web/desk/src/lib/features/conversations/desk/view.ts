import { everything, statuses, tabs, type Filter, type StatusFilter, type Tab } from '../state/filter.ts';
import { sorts, type Sort } from '../state/order.ts';
import type { View } from '../state/list.svelte.ts';

/** The parameters of the desk's routes. */
export interface Params {
  inboxId?: string;
  teamId?: string;
  label?: string;
  conversationId?: string;
}

/** The search of an address, as far as it is read. */
export type Search = Pick<URLSearchParams, 'get' | 'toString'>;

/** What an agent chose last; an address without a word about it means this. */
export interface Habits {
  tab: Tab;
  status: StatusFilter;
  sort: Sort;
}

export const firstHabits: Habits = { tab: 'all', status: 'open', sort: 'last_activity_at_desc' };

/** The view that an address names. Values that do not exist count as not given. */
export function viewAt(params: Params, search: Search, habits: Habits): View {
  const filter: Filter = {
    ...everything,
    status: oneOf(statuses, search.get('status')) ?? habits.status,
    inboxId: numberOf(params.inboxId),
    teamId: numberOf(params.teamId),
    label: params.label ?? null,
    q: search.get('q')?.trim() ?? '',
    undelivered: search.get('conversation_type') === 'undelivered',
  };
  const tab = oneOf(tabs, search.get('assignee_type')) ?? habits.tab;
  return { filter, tab, sort: oneOf(sorts, search.get('sort_by')) ?? habits.sort };
}

/** The address, below the account's, of a conversation (or of the list) in the scope of `params`. */
export function pathTo(params: Params, search: Search, conversationId: number | null): string {
  const scope = scopeOf(params);
  const place =
    conversationId === null ? scope || '/conversations' : `${scope}/conversations/${conversationId}`;
  const query = search.toString();
  return query ? `${place}?${query}` : place;
}

/** The search of an address with some values put in or, where null, taken out. */
export function searchWith(search: Search, change: Record<string, string | null>): URLSearchParams {
  const next = new URLSearchParams(search.toString());
  for (const [key, value] of Object.entries(change)) {
    if (value === null || value === '') next.delete(key);
    else next.set(key, value);
  }
  return next;
}

export function sameView(a: View, b: View): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function scopeOf({ inboxId, teamId, label }: Params): string {
  if (inboxId) return `/inbox/${inboxId}`;
  if (teamId) return `/team/${teamId}`;
  return label ? `/label/${encodeURIComponent(label)}` : '';
}

function numberOf(text: string | undefined): number | null {
  return text && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function oneOf<T extends string>(known: readonly T[], value: string | null): T | undefined {
  return known.find((one) => one === value);
}
