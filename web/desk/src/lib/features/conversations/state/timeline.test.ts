import type { Message } from '@balcao/api';
import { describe, expect, it } from 'vitest';
import type { Unsent } from './outbox.svelte.ts';
import { conversationRecord, messageOf } from './testing/shapes.ts';
import { timeline } from './timeline.ts';

const NOON = Date.UTC(2025, 4, 5, 12) / 1000;
const record = conversationRecord(7, 1, NOON);

function message(
  id: number,
  at: number,
  kind: 'incoming' | 'outgoing' | 'note' | 'activity' = 'incoming',
): Message {
  const sender = { id: 1, name: 'x', type: kind === 'incoming' ? ('contact' as const) : ('user' as const) };
  return { ...messageOf(id, record, kind, at), ...(kind === 'activity' ? {} : { sender }) };
}

const unsent = (echo: string): Unsent => ({
  ...{ echo, conversationId: 7, content: echo, private: false, files: [], at: NOON },
  ...{ state: 'sending', progress: 0, error: null },
});

describe('the lines of a thread', () => {
  it('begins every day with its date', () => {
    const lines = timeline([message(1, NOON), message(2, NOON + 86_400), message(3, NOON + 86_401)], []);
    expect(lines.map(({ kind }) => kind)).toEqual(['day', 'bubble', 'day', 'bubble', 'bubble']);
  });

  it('shows a message once that came before the answer to its sending', () => {
    const sent = { ...message(1, NOON, 'outgoing'), echo_id: 'e1' };
    expect(timeline([sent], [unsent('e1')]).map(({ kind }) => kind)).toEqual(['day', 'bubble']);
  });

  it('has no key twice, whatever the order of the days', () => {
    const keys = timeline([message(1, NOON), message(2, NOON - 86_400), message(3, NOON)], []).map(
      ({ key }) => key,
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('groups what one person says within five minutes', () => {
    const lines = timeline(
      [
        message(1, NOON),
        message(2, NOON + 60),
        message(3, NOON + 400),
        message(4, NOON + 410, 'outgoing'),
        message(5, NOON + 411, 'note'),
      ],
      [],
    );
    expect(lines.filter((line) => line.kind === 'bubble').map(({ first, last }) => [first, last])).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
      [true, true],
    ]);
  });

  it('breaks groups at activity lines', () => {
    const lines = timeline([message(1, NOON), message(2, NOON, 'activity'), message(3, NOON)], []);
    expect(lines.map(({ kind }) => kind)).toEqual(['day', 'bubble', 'activity', 'bubble']);
    expect(lines[3]).toMatchObject({ first: true });
  });

  it('marks where the unread messages begin, once, before a message of the customer', () => {
    const messages = [
      message(1, NOON),
      message(2, NOON + 10, 'outgoing'),
      message(3, NOON + 20),
      message(4, NOON + 30),
    ];
    const kinds = timeline(messages, [], NOON + 5).map(({ kind }) => kind);
    expect(kinds).toEqual(['day', 'bubble', 'bubble', 'unread', 'bubble', 'bubble']);
    const split = timeline([message(1, NOON), message(2, NOON + 10)], [], NOON + 5);
    expect(split).toMatchObject([
      {},
      { first: true, last: true },
      { kind: 'unread' },
      { first: true, last: true },
    ]);
    expect(timeline(messages, [], NOON + 60).some(({ kind }) => kind === 'unread')).toBe(false);
  });

  it('ends with what is on its way, and keeps the key of a bubble when it is sent', () => {
    const lines = timeline([message(1, NOON)], [unsent('e1'), unsent('e2')]);
    expect(lines.slice(-2)).toMatchObject([
      { kind: 'unsent', key: 'e1', first: true },
      { kind: 'unsent', key: 'e2', first: false },
    ]);
    expect(timeline([{ ...message(2, NOON, 'outgoing'), echo_id: 'e1' }], []).at(-1)?.key).toBe('e1');
  });
});
