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
  /** Only what was not delivered lately, whatever its status, until it is resolved. */
  undelivered: boolean;
}

export const everything: Filter = {
  ...{ status: 'open', inboxId: null, teamId: null, label: null, q: '', undelivered: false },
};

/** Whether only the server can say which conversations belong to the filter. */
export function isFound(filter: Filter): boolean {
  return filter.q !== '' || filter.undelivered;
}

/** The query parameters that ask the server for the same conversations. */
export function filterQuery(filter: Filter): Query {
  return {
    status: isFound(filter) ? undefined : filter.status,
    inbox_id: filter.inboxId,
    team_id: filter.teamId,
    labels: filter.label === null ? undefined : [filter.label],
    q: filter.q || undefined,
    conversation_type: filter.undelivered ? 'undelivered' : undefined,
  };
}

/** Whether a row belongs to the filter, as far as that can be decided here: only the server has all texts. */
export function matches(row: Row, filter: Filter): boolean {
  if (filter.inboxId !== null && row.inbox_id !== filter.inboxId) return false;
  if (filter.teamId !== null && row.team?.id !== filter.teamId) return false;
  if (filter.label !== null && !row.labels.includes(filter.label)) return false;
  if (filter.undelivered && row.status === 'resolved') return false;
  return isFound(filter) || filter.status === 'all' || row.status === filter.status;
}

/** Whether a row that matches the filter stands under the tab, for the agent `me`. */
export function inTab(row: Row, tab: Tab, me: number): boolean {
  if (tab === 'me') return row.assignee?.id === me;
  return tab === 'all' || row.assignee === null;
}
