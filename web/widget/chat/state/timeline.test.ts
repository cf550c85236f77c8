import { expect, test } from 'vitest';
import { message } from './harness.ts';
import type { Outgoing } from './outbox.svelte.ts';
import { layOut } from './timeline.ts';

const noon = (day: number, minute: number): number => new Date(2026, 10, day, 12, minute).getTime() / 1_000;
const ana = { id: 1, name: 'Ana', type: 'user' as const };
const waiting = (at: number, echo = 'e'): Outgoing => ({
  echo,
  text: 'x',
  at,
  state: 'waiting',
  reason: '',
  files: [],
  progress: 0,
  after: null,
});

function drawn(...rows: ReturnType<typeof layOut>): string[] {
  return rows.map((row) =>
    row.kind === 'day' ? 'day' : `${row.kind}${row.first ? ' first' : ''}${row.last ? ' last' : ''}`,
  );
}

test('days part the messages, and runs of one person are kept together', () => {
  const rows = layOut(
    [
      message({ sender: ana, created_at: noon(23, 0) }),
      message({ sender: ana, created_at: noon(24, 0) }),
      message({ sender: ana, created_at: noon(24, 2) }),
      message({ sender: ana, created_at: noon(24, 30) }),
      message({ message_type: 0, created_at: noon(24, 30) }),
    ],
    [waiting(noon(24, 31))],
  );
  expect(drawn(...rows)).toEqual([
    'day',
    'message first last',
    'day',
    'message first',
    'message last',
    'message first last',
    'message first',
    'outgoing last',
  ]);
});

test('a message that a snapshot has brought before its sending was answered stands there once', () => {
  const rows = layOut([message({ message_type: 0, echo_id: 'echo-1' })], [waiting(noon(24, 0), 'echo-1')]);
  expect(rows.map(({ kind }) => kind)).toEqual(['day', 'message']);
});

test('a clock that goes wrong around midnight does not make two lines one', () => {
  const said = [23, 24].map((day) => message({ created_at: noon(day, 0) }));
  const keys = layOut(said, [waiting(noon(23, 1))]).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});

test('a message keeps its key when it is confirmed, so that its bubble does not jump', () => {
  const [, before] = layOut([], [waiting(noon(24, 0), 'echo-1')]);
  const [, after] = layOut([message({ message_type: 0, echo_id: 'echo-1' })], []);
  expect(after?.key).toBe(before?.key);
});
