import type { Query } from '@balcao/api';
import type { Row } from './row.ts';

export const tabs = ['me', 'unassigned', 'all'] as const;
export const statuses = ['open', 'pending', 'snoozed', 'resolved', 'all'] as const;

export type Tab = (typeof tabs)[number];
export type StatusFilter = (typeof statuses)[number];

/** Which conversations a list shows, tab aside. `q` looks into message texts, whatever their status. */
export interface Filter {
  status: StatusFilter;
  inboxId: number | null;
  teamId: number | null;
  label: string | null;
  q: string;
}

export const everything: Filter = { status: 'open', inboxId: null, teamId: null, label: null, q: '' };

/** The query parameters that ask the server for the same conversations. */
export function filterQuery(filter: Filter): Query {
  return {
    status: filter.q ? undefined : filter.status,
    inbox_id: filter.inboxId,
    team_id: filter.teamId,
    labels: filter.label === null ? undefined : [filter.label],
    q: filter.q || undefined,
  };
}

/** Whether a row belongs to the filter. A text search cannot be decided here: only the server has the texts. */
export function matches(row: Row, filter: Filter): boolean {
  if (filter.inboxId !== null && row.inbox_id !== filter.inboxId) return false;
  if (filter.teamId !== null && row.team?.id !== filter.teamId) return false;
  if (filter.label !== null && !row.labels.includes(filter.label)) return false;
  return filter.q !== '' || filter.status === 'all' || row.status === filter.status;
}

/** Whether a row that matches the filter stands under the tab, for the agent `me`. */
export function inTab(row: Row, tab: Tab, me: number): boolean {
  if (tab === 'me') return row.assignee?.id === me;
  return tab === 'all' || row.assignee === null;
}
