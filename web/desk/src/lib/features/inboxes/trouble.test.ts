import { describe, expect, it } from 'vitest';
import type { Inbox } from '@balcao/api';
import { troubleOf } from './trouble.ts';

const now = 1_800_000_000;
const inbox = (more: object) => ({ id: 1, ...more }) as unknown as Inbox;
const connection = (state: string, since: number | null) =>
  inbox({ connection: { state, since, problem: 'x' } });

describe('the trouble of an inbox', () => {
  it('is none where nothing is connected, or all is well', () => {
    expect(troubleOf(inbox({}), now)).toBeNull();
    expect(troubleOf(inbox({ connection: null, reauthorization_required: false }), now)).toBeNull();
    expect(troubleOf(connection('ok', null), now)).toBeNull();
    expect(troubleOf(connection('waiting', now - 9999), now)).toBeNull();
  });

  it('is seen at once when access is lost, by administrators and by agents', () => {
    expect(troubleOf(connection('disconnected', now), now)).toBe('lost');
    expect(troubleOf(inbox({ reauthorization_required: true }), now)).toBe('lost');
  });

  it('is not made of a provider that is away for a moment', () => {
    expect(troubleOf(connection('failing', now - 60), now)).toBeNull();
    expect(troubleOf(connection('failing', now - 601), now)).toBe('failing');
  });
});
