import type { Message, MessageEvent } from '@balcao/api';
import { beforeEach, describe, expect, it } from 'vitest';
import { Chance } from './testing/chance.ts';
import { conversationRecord, messageOf } from './testing/shapes.ts';
import { Thread, type Bounds } from './thread.svelte.ts';

const ID = 7;

/** A server that knows one conversation and answers when it is told to. */
class MessageServer {
  readonly record = conversationRecord(ID, 1, 1_700_000_000);
  readonly asked: Bounds[] = [];
  held: (() => void)[] | null = null;
  #clock = 0;

  write(count = 1): MessageEvent[] {
    return Array.from({ length: count }, () => {
      const message = messageOf(this.record.messages.length + 1, this.record);
      this.record.messages.push(message);
      return message;
    });
  }

  edit(id: number, change: Partial<Message>): MessageEvent {
    const index = id - 1;
    const updated_at = new Date(1_800_000_000_000 + (this.#clock += 1)).toISOString();
    const message = { ...(this.record.messages[index] as MessageEvent), ...change, updated_at };
    this.record.messages[index] = message;
    return message;
  }

  ask = (_: number, bounds: Bounds): Promise<Message[]> => {
    this.asked.push(bounds);
    return new Promise((resolve) => {
      const answer = () => resolve(this.#select(bounds));
      if (this.held) this.held.push(answer);
      else answer();
    });
  };

  #select({ after, before }: Bounds): Message[] {
    const all = this.record.messages;
    if (after !== undefined && before !== undefined)
      return all.filter(({ id }) => id >= after && id < before).slice(0, 1000);
    if (before !== undefined) return all.filter(({ id }) => id < before).slice(-20);
    return all.slice(-20);
  }
}

let server: MessageServer;
let thread: Thread;
const ids = () => thread.messages.map(({ id }) => id);
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const created = (data: MessageEvent) => thread.apply({ event: 'message.created', data });
const updated = (data: MessageEvent) => thread.apply({ event: 'message.updated', data });

beforeEach(() => {
  server = new MessageServer();
  thread = new Thread(ID, server.ask);
});

describe('a thread', () => {
  it('shows the newest 20, then older ones until there are none', async () => {
    server.write(45);
    await thread.load();
    expect(ids()).toEqual(numbers(26, 45));
    await thread.loadOlder();
    await thread.loadOlder();
    expect(ids()).toEqual(numbers(1, 45));
    expect(thread.older).toBe(false);
    await thread.loadOlder();
    expect(server.asked).toHaveLength(3);
  });

  it('appends what comes and changes what is changed, once', async () => {
    server.write(2);
    await thread.load();
    const [third] = server.write() as [MessageEvent];
    created(third);
    created(third);
    updated(server.edit(1, { status: 'read' }));
    expect(thread.messages.map(({ id, status }) => [id, status])).toEqual([
      [1, 'read'],
      [2, 'sent'],
      [3, 'sent'],
    ]);
  });

  it('ignores other conversations and outdated changes', async () => {
    server.write(1);
    await thread.load();
    created({ ...messageOf(99, server.record), conversation_id: 8 });
    const delivered = server.edit(1, { status: 'delivered' });
    updated(server.edit(1, { status: 'read' }));
    updated(delivered);
    expect(thread.messages.map(({ status }) => status)).toEqual(['read']);
  });

  it('keeps what was heard while the answer was under way', async () => {
    server.write(3);
    const stale = [...server.record.messages];
    server.held = [];
    const loading = thread.load();
    updated(server.edit(2, { content: 'apagada' }));
    const [fourth] = server.write() as [MessageEvent];
    created(fourth);
    server.record.messages.splice(0, 4, ...stale);
    server.held.forEach((answer) => answer());
    await loading;
    expect(thread.messages.map(({ content }) => content)).toEqual([
      'mensagem 1',
      'apagada',
      'mensagem 3',
      'mensagem 4',
    ]);
  });

  it('keeps the echo of a sent message, so that its bubble stays the same', async () => {
    await thread.load();
    const [sent] = server.write() as [MessageEvent];
    thread.apply({ event: 'message.sent', data: { ...sent, echo_id: 'e1' } });
    updated(server.edit(1, { status: 'delivered' }));
    expect(thread.messages).toMatchObject([{ id: 1, echo_id: 'e1', status: 'delivered' }]);
  });

  it('loads all that is shown anew after a reset, across more than one answer', async () => {
    server.write(45);
    await thread.load();
    await thread.loadOlder();
    server.write(30);
    server.edit(10, { content: 'mudou' });
    await thread.load();
    expect(ids()).toEqual(numbers(6, 75));
    expect(thread.messages.find(({ id }) => id === 10)?.content).toBe('mudou');
    expect(thread.older).toBe(true);
  });

  it('says that loading failed and may be tried again', async () => {
    const broken = new Thread(ID, () => Promise.reject(new Error('down')));
    await expect(broken.load()).rejects.toThrow('down');
    expect(broken.phase).toBe('failed');
  });
});

describe('snapshot + events == fresh snapshot', () => {
  it.each(numbers(1, 60))('seed %i', async (seed) => {
    const chance = new Chance(seed);
    const wire: (() => void)[] = [];
    server.write(50);
    server.held = [];
    void thread.load();
    for (let step = 0; step < 200; step += 1) {
      const kind = chance.below(6);
      if (kind === 0) server.write().forEach((message) => wire.push(() => created(message)));
      else if (kind === 1) {
        const message = server.edit(1 + chance.below(server.record.messages.length), { content: `v${step}` });
        wire.push(() => updated(message));
      } else if (kind === 2) wire.shift()?.();
      else if (kind === 3) server.held.shift()?.();
      else if (kind === 4) void thread.loadOlder();
      await Promise.resolve();
    }
    while (wire.length || server.held.length) {
      server.held.shift()?.();
      wire.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const plain = ({ id, content }: Message) => [id, content];
    expect(thread.messages.map(plain)).toEqual(
      server.record.messages.slice(-thread.messages.length).map(plain),
    );
  });
});
