import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Message } from '../api/shapes.ts';
import { conversation, FakeServer, message } from './harness.ts';
import { Thread } from './thread.svelte.ts';

let server: FakeServer;
let thread: Thread;

const ids = (): number[] => thread.messages.map((it) => it.id);
const arrive = (it: Message, name = 'message.created'): void => thread.receive(name, it);

beforeEach(() => {
  server = new FakeServer();
  thread = new Thread(server.api);
});

describe('R-7: what is on the screen equals a fresh snapshot', () => {
  test('whatever order events come in, and however often', async () => {
    server.messages = [message(), message()];
    await thread.load();
    const [first, second, third] = [message(), message(), message()] as const;
    const edited = { ...second, content: 'edited', updated_at: '2026-01-01T00:00:02.000Z' };
    server.messages.push(first, edited, third);
    for (const it of [third, edited, first, { ...second, updated_at: '2026-01-01T00:00:01.000Z' }, third])
      arrive(it);
    const fresh = new Thread(server.api);
    await fresh.load();
    expect(thread.messages).toEqual(fresh.messages);
  });

  test('what arrives while a snapshot is on its way is not lost with the old state', async () => {
    server.messages = [message()];
    const late = message();
    server.underway = () => arrive(late);
    await thread.load();
    expect(ids()).toEqual([server.messages[0]?.id, late.id]);
  });

  test('a snapshot that a later one has overtaken changes nothing', async () => {
    let arriveAtLast: () => void = () => undefined;
    server.messages = [message()];
    server.pace = new Promise((resolve) => (arriveAtLast = resolve));
    const slow = thread.load();
    server.pace = Promise.resolve();
    server.messages.push(message());
    await thread.load();
    const late = message();
    arrive(late);
    arriveAtLast();
    await slow;
    expect(ids()).toEqual([...server.messages, late].map((it) => it.id));
  });

  test('after a cut, everything missed is fetched, page by page', async () => {
    server.messages = [message()];
    await thread.load();
    server.messages.push(...Array.from({ length: 45 }, () => message()));
    await thread.catchUp();
    expect(ids()).toEqual(server.messages.map((it) => it.id));
  });

  test('an old snapshot does not bring a deleted message back', async () => {
    const said = message({ message_type: 0 });
    server.messages = [said];
    await thread.load();
    arrive({ ...said, content: 'deleted', content_attributes: { deleted: true } }, 'message.updated');
    await thread.loadOlder();
    arrive(said);
    expect(thread.messages[0]?.content_attributes.deleted).toBe(true);
  });
});

test('older messages come in above, and news of those not loaded yet waits for them', async () => {
  server.messages = Array.from({ length: 50 }, () => message());
  await thread.load();
  expect([ids().length, thread.hasOlder]).toEqual([20, true]);
  arrive(message({ ...server.messages[0], content: 'edited' }), 'message.updated');
  expect(ids()).toHaveLength(20);
  await thread.loadOlder();
  await thread.loadOlder();
  expect([ids(), thread.hasOlder]).toEqual([server.messages.map((it) => it.id), false]);
});

test('TEN-24, TEN-25: a note or an activity line that slipped through is not shown', async () => {
  server.messages = [message({ message_type: 2 }), message({ private: true })];
  await thread.load();
  arrive(message({ private: true }));
  expect(thread.messages).toEqual([]);
});

test('unread is what the team wrote after the visitor last looked', async () => {
  const [old, own, fresh] = [message(), message({ message_type: 0 }), message()];
  server.messages = [old, own, fresh];
  server.conversation = conversation({ contact_last_seen_at: own.created_at });
  await thread.load();
  expect(thread.unread.map((it) => it.id)).toEqual([fresh.id]);
  expect(thread.see()).toBe(true);
  expect(thread.unread).toEqual([]);
  expect(thread.see()).toBe(false);
});

test('a new conversation takes the place of an ended one; an older one does not come back', async () => {
  server.messages = [message()];
  server.conversation = conversation({ status: 'resolved' });
  await thread.load();
  const begun = message({ conversation_id: 2 });
  arrive(begun);
  arrive(message({ conversation_id: 1 }));
  expect([ids(), thread.conversation?.id, thread.isResolved]).toEqual([[begun.id], 2, false]);
});

test('the visitor’s own message opens an ended conversation again', async () => {
  server.conversation = conversation({ status: 'resolved' });
  await thread.load();
  thread.accept(message({ message_type: 0 }), 'echo');
  expect(thread.isResolved).toBe(false);
});

test('an agent’s typing shows until the answer comes; a note being typed, or the visitor’s own typing, does not', async () => {
  await thread.load();
  const user = { id: 1, name: 'Ana', type: 'user' };
  thread.receive('conversation.typing_on', { user, is_private: true, conversation: { id: 1 } });
  thread.receive('conversation.typing_on', { user: { ...user, type: 'contact' }, is_private: false });
  expect(thread.typist).toBeNull();
  thread.receive('conversation.typing_on', { user, is_private: false, conversation: { id: 1 } });
  expect(thread.typist?.name).toBe('Ana');
  arrive(message());
  expect(thread.typist).toBeNull();
});

test('typing that is never called off ends by itself', async () => {
  vi.useFakeTimers();
  thread.receive('conversation.typing_on', { user: { id: 1, name: 'Ana', type: 'user' }, is_private: false });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(thread.typist).toBeNull();
  vi.useRealTimers();
});

test('an agent who answers or opens the conversation has read what was there', async () => {
  const said = message({ message_type: 0 });
  server.messages = [said];
  await thread.load();
  expect(thread.agentSeenAt).toBeLessThan(said.created_at);
  thread.receive('conversation.updated', { id: 1, agent_last_seen_at: said.created_at });
  expect(thread.agentSeenAt).toBe(said.created_at);
});

test.each([null, 'x', {}, { id: 'x' }, { id: 1, conversation_id: {} }])(
  'news that is none (%j) changes nothing',
  async (data) => {
    server.messages = [message()];
    await thread.load();
    const before = thread.messages;
    for (const name of ['message.created', 'conversation.typing_on', 'conversation.status_changed'])
      thread.receive(name, data);
    expect(thread.messages).toEqual(before);
  },
);
