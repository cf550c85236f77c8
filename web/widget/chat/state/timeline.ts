import type { Message } from '../api/shapes.ts';
import { isTheirs } from './messages.ts';
import type { Outgoing } from './outbox.svelte.ts';

/** One line of the thread. `first` and `last` tell where a run of messages by one person begins and ends. */
export type Row =
  | { kind: 'day'; key: string; at: number }
  | { kind: 'message'; key: string; message: Message; first: boolean; last: boolean }
  | { kind: 'outgoing'; key: string; item: Outgoing; first: boolean; last: boolean };

const RUN_SECONDS = 300;

interface Entry {
  author: string;
  at: number;
  row: Extract<Row, { first: boolean }>;
}

/** Lay the messages and what is still to be sent out as rows. Times are Unix seconds. */
export function layOut(messages: readonly Message[], outgoing: readonly Outgoing[]): Row[] {
  // A snapshot may have a message before the answer to its sending has come.
  const there = new Set(messages.map(({ echo_id }) => echo_id));
  const pending = outgoing.filter(({ echo }) => !there.has(echo));
  const entries = [...messages.map(entryOf), ...pending.map(pendingEntry)];
  const rows: Row[] = [];
  entries.forEach((entry, index) => {
    const before = entries[index - 1];
    const newDay = !before || dayNumber(before.at) !== dayNumber(entry.at);
    if (newDay) rows.push({ kind: 'day', key: `day-${entry.row.key}`, at: entry.at });
    entry.row.first = newDay || !isSameRun(before, entry);
    if (before) before.row.last = entry.row.first;
    rows.push(entry.row);
  });
  return rows;
}

function entryOf(message: Message): Entry {
  const author = isTheirs(message)
    ? `${message.sender?.type ?? ''}${message.sender?.id ?? 'system'}`
    : 'visitor';
  // The echo id is the key before and after sending, so that the bubble stays the same element.
  const key = message.echo_id ?? String(message.id);
  return { author, at: message.created_at, row: { kind: 'message', key, message, first: true, last: true } };
}

function pendingEntry(item: Outgoing): Entry {
  return {
    author: 'visitor',
    at: item.at,
    row: { kind: 'outgoing', key: item.echo, item, first: true, last: true },
  };
}

function isSameRun(before: Entry | undefined, entry: Entry): boolean {
  return before !== undefined && before.author === entry.author && entry.at - before.at < RUN_SECONDS;
}

function dayNumber(seconds: number): number {
  const date = new Date(seconds * 1_000);
  return date.getFullYear() * 10_000 + date.getMonth() * 100 + date.getDate();
}
