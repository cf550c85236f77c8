import { describe, expect, it } from 'vitest';
import { fieldValue, snoozeEnd } from './snooze.ts';

const local = (seconds: number | null) => (seconds === null ? null : fieldValue(new Date(seconds * 1000)));
const wednesday = new Date(2026, 10, 25, 16, 20);

describe('putting off', () => {
  it.each([
    ['reply', null],
    ['hour', '2026-11-25T17:20'],
    ['tomorrow', '2026-11-26T09:00'],
    ['week', '2026-11-30T09:00'],
    ['month', '2026-12-01T09:00'],
  ] as const)('%s', (snooze, end) => expect(local(snoozeEnd(snooze, wednesday))).toBe(end));

  it('on a Monday, next week is the next Monday, and after December comes January', () => {
    expect(local(snoozeEnd('week', new Date(2026, 10, 30, 8)))).toBe('2026-12-07T09:00');
    expect(local(snoozeEnd('week', new Date(2026, 10, 29, 8)))).toBe('2026-11-30T09:00');
    expect(local(snoozeEnd('month', new Date(2026, 11, 31, 23)))).toBe('2027-01-01T09:00');
  });
});
