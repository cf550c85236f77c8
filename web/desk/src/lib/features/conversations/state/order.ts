import type { Priority } from '@balcao/api';
import type { Row } from './row.ts';

export const sorts = [
  'last_activity_at_desc',
  'last_activity_at_asc',
  'created_at_desc',
  'created_at_asc',
  'priority_desc',
  'priority_asc',
  'waiting_since_asc',
  'waiting_since_desc',
] as const;

export type Sort = (typeof sorts)[number];

/** Negative when `a` stands above `b`. */
export type Order = (a: Row, b: Row) => number;

const weight: Record<Priority, number> = { urgent: 4, high: 3, medium: 2, low: 1 };

// Times come in whole seconds; within one, the newest message tells which conversation moved last.
const oldestActivity: Order = (a, b) =>
  a.last_activity_at - b.last_activity_at || a.newest_id - b.newest_id || a.id - b.id;
const newestActivity: Order = (a, b) => oldestActivity(b, a);
const oldest: Order = (a, b) => a.created_at - b.created_at || a.id - b.id;

/** Conversations without a value stand last in either direction. */
function lastWhenZero(value: (row: Row) => number, direction: 1 | -1, tie: Order): Order {
  return (a, b) => {
    const x = value(a);
    const y = value(b);
    if (!x || !y) return x === y ? tie(a, b) : x ? -1 : 1;
    return direction * (x - y) || tie(a, b);
  };
}

const importance = (row: Row): number => (row.priority ? weight[row.priority] : 0);
const waiting = (row: Row): number => row.waiting_since;

export const orders: Record<Sort, Order> = {
  last_activity_at_desc: newestActivity,
  last_activity_at_asc: oldestActivity,
  created_at_desc: (a, b) => oldest(b, a),
  created_at_asc: oldest,
  priority_desc: lastWhenZero(importance, -1, newestActivity),
  priority_asc: lastWhenZero(importance, 1, newestActivity),
  waiting_since_asc: lastWhenZero(waiting, 1, oldest),
  waiting_since_desc: lastWhenZero(waiting, -1, oldest),
};

/** Where `row` belongs in `rows`, which are in `order`: the index of the first row that stands below it. */
export function place(rows: readonly Row[], row: Row, order: Order): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = rows[middle];
    if (other && order(other, row) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
