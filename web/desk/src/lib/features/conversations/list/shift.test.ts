import { describe, expect, it } from 'vitest';
import { commonShift } from './shift.ts';

const rows = (...ids: number[]) => ids.map((id) => ({ id }));

describe('keeping the place of a reader', () => {
  it('follows rows that were pushed down by a new one', () => {
    expect(commonShift(rows(1, 2, 3, 4), rows(9, 1, 2, 3, 4), 1, 3)).toBe(1);
  });

  it('does not follow the one row that rose to the top', () => {
    expect(commonShift(rows(1, 2, 3, 4), rows(3, 1, 2, 4), 2, 2)).toBe(0);
    expect(commonShift(rows(1, 2, 3, 4, 5), rows(5, 1, 2, 3, 4), 1, 3)).toBe(1);
  });

  it('stays when the rows are gone, or nothing moved', () => {
    expect(commonShift(rows(1, 2), rows(7, 8), 0, 2)).toBe(0);
    expect(commonShift(rows(1, 2, 3), rows(1, 2, 3), 1, 2)).toBe(0);
  });
});
