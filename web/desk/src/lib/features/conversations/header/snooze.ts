/** The moments until which a conversation may be put off, in unix seconds; null lasts until the customer writes. */
export const snoozes = ['reply', 'hour', 'tomorrow', 'week', 'month'] as const;
export type Snooze = (typeof snoozes)[number];

const MORNING = 9;

/** When `snooze` is over, counted from `now` in the reader's own zone. */
export function snoozeEnd(snooze: Snooze, now: Date): number | null {
  switch (snooze) {
    case 'reply':
      return null;
    case 'hour':
      return seconds(new Date(now.getTime() + 3_600_000));
    case 'tomorrow':
      return morning(now, now.getMonth(), now.getDate() + 1);
    case 'week':
      return morning(now, now.getMonth(), now.getDate() + ((8 - now.getDay()) % 7 || 7));
    case 'month':
      return morning(now, now.getMonth() + 1, 1);
  }
}

/** The value of a date-and-time field for a moment, in the reader's own zone. */
export function fieldValue(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function morning(now: Date, month: number, day: number): number {
  return seconds(new Date(now.getFullYear(), month, day, MORNING));
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
