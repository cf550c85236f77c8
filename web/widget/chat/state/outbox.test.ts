import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../api/request.ts';
import { Store } from '../kit/store.ts';
import { lostFiles, Outbox, type Outgoing } from './outbox.svelte.ts';

let sent: string[];
let fail: (item: Outgoing) => unknown;
let store: Store;

const offline = (): TypeError => new TypeError('network');

function outbox(): Outbox {
  return new Outbox(store, async (item) => {
    const error = fail(item);
    if (error) throw error as Error;
    sent.push(`${item.text}#${item.echo}`);
  });
}

const texts = (): string[] => sent.map((it) => it.split('#')[0] ?? '');

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  store = new Store('T');
  sent = [];
  fail = () => null;
});

afterEach(() => void vi.useRealTimers());

test('messages go out one by one in the order of writing', async () => {
  const box = outbox();
  box.add('one', [], null);
  box.add('two', [], null);
  await vi.runAllTimersAsync();
  expect(texts()).toEqual(['one', 'two']);
  expect(box.items).toEqual([]);
});

test('without a network they wait, and go out in order, each under its own first echo id', async () => {
  fail = offline;
  const box = outbox();
  const echoes = [box.add('one', [], null), box.add('two', [], null)];
  await vi.advanceTimersByTimeAsync(60_000);
  expect(box.items.map(({ text, state }) => [text, state])).toEqual([
    ['one', 'waiting'],
    ['two', 'waiting'],
  ]);
  fail = () => null;
  box.hurry();
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual([`one#${echoes[0]}`, `two#${echoes[1]}`]);
});

test('R-2: a message whose answer was lost is sent again under the same echo id', async () => {
  const tries: string[] = [];
  fail = (item) => (tries.push(item.echo) === 1 ? offline() : null);
  const echo = outbox().add('hello', [], null);
  await vi.runAllTimersAsync();
  expect(tries).toEqual([echo, echo]);
});

test('what was not sent survives a reload, in order', async () => {
  fail = offline;
  const before = outbox();
  before.add('one', [], null);
  await vi.advanceTimersByTimeAsync(5);
  before.add('two', [], 7);
  const after = outbox();
  after.restore();
  expect(after.items.map(({ text, after: ended }) => [text, ended])).toEqual([
    ['one', null],
    ['two', 7],
  ]);
  fail = () => null;
  await after.flush();
  expect(texts()).toEqual(['one', 'two']);
  expect(store.keys('out:')).toEqual([]);
});

test('two tabs keep their messages apart in one storage', async () => {
  fail = offline;
  const [one, other] = [outbox(), outbox()];
  one.add('from one', [], null);
  other.add('from the other', [], null);
  const third = outbox();
  third.restore();
  expect(third.items.map((it) => it.text).sort()).toEqual(['from one', 'from the other']);
});

test('a message that the server refuses says why, holds up nobody, and may be tried again or dropped', async () => {
  fail = (item) => (item.text === 'bad' ? new ApiError(422, 'Content is too long') : null);
  const box = outbox();
  const bad = box.add('bad', [], null);
  box.add('good', [], null);
  await vi.runAllTimersAsync();
  expect(texts()).toEqual(['good']);
  expect(box.items.map(({ state, reason }) => [state, reason])).toEqual([['failed', 'Content is too long']]);
  fail = () => null;
  box.retry(bad);
  await vi.runAllTimersAsync();
  expect(texts()).toEqual(['good', 'bad']);
});

test('a server that is busy is given the time it asks for', async () => {
  const tries: number[] = [];
  fail = () => (tries.push(Date.now()) === 1 ? new ApiError(429, '', 30) : null);
  outbox().add('hello', [], null);
  await vi.runAllTimersAsync();
  expect((tries[1] ?? 0) - (tries[0] ?? 0)).toBe(30_000);
});

test('a message that the socket brings first is not sent any more', async () => {
  fail = offline;
  const box = outbox();
  const echo = box.add('hello', [], null);
  await vi.advanceTimersByTimeAsync(0);
  box.settle(echo);
  fail = () => null;
  await vi.advanceTimersByTimeAsync(60_000);
  expect([sent, box.items, store.keys('out:')]).toEqual([[], [], []]);
});

test('files do not survive a reload, and a message is not sent without them unasked', async () => {
  fail = offline;
  outbox().add('see this', [new File(['x'], 'a.png')], null);
  const after = outbox();
  after.restore();
  fail = () => null;
  await after.flush();
  expect(sent).toEqual([]);
  expect(after.items.map(lostFiles)).toEqual([true]);
});

test('what lies broken in the storage is passed over', () => {
  store.set('out:x', '{');
  store.set('out:y', '{"echo":1}');
  const box = outbox();
  box.restore();
  expect(box.items).toEqual([]);
});
