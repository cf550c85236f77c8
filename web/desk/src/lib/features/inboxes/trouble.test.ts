import { describe, expect, it } from 'vitest';
import type { Inbox } from '@balcao/api';
import { sendingOf, troubleOf } from './trouble.ts';

const now = 1_800_000_000;
const inbox = (more: object) => ({ id: 1, ...more }) as unknown as Inbox;
const connection = (state: string, since: number | null) =>
  inbox({ connection: { state, since, problem: 'x' } });

describe('the sending of an inbox', () => {
  it('fares by itself, where the reader is told', () => {
    const deaf = { state: 'disconnected', since: now, sending: 'ok' };
    expect(sendingOf(inbox({ connection: deaf, reauthorization_required: true }))).toBe('ok');
    expect(sendingOf(inbox({ connection: { ...deaf, sending: 'failing' } }))).toBe('failing');
  });

  it('is as good as its access where nothing more is told', () => {
    expect(sendingOf(inbox({ reauthorization_required: true }))).toBe('disconnected');
    expect([sendingOf(inbox({})), sendingOf(undefined)]).toEqual(['ok', 'ok']);
  });
});

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

  it('is made sooner where somebody waits for an answer', () => {
    const sending = (since: number) => inbox({ connection: { state: 'failing', sending: 'failing', since } });
    expect(troubleOf(sending(now - 299), now)).toBeNull();
    expect(troubleOf(sending(now - 301), now)).toBe('failing');
  });
});
