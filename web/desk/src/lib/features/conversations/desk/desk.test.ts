import { AccountApi, Api, ApiError, type Conversation, type Message } from '@balcao/api';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { everything } from '../state/filter.ts';
import type { View } from '../state/list.svelte.ts';
import { FakeServer, ME } from '../state/testing/fake-server.ts';
import { Desk } from './desk.svelte.ts';

const ALL: View = { filter: everything, tab: 'all', sort: 'last_activity_at_desc' };

/** The account's interface, answered by the fake server. */
class FakeApi extends AccountApi {
  readonly asked: string[] = [];
  down = false;

  constructor(private readonly server: FakeServer) {
    super(new Api({ read: () => null, keep: () => undefined, lost: () => undefined }), 1);
  }

  override async get<T>(path: string): Promise<T> {
    this.asked.push(`GET ${path}`);
    return this.#answer(path) as T;
  }

  override async post<T>(path: string, body?: unknown): Promise<T> {
    if (this.down) throw new ApiError(0, '');
    this.asked.push(`POST ${path}`);
    const id = Number(path.split('/')[2]);
    if (path.endsWith('/messages')) return this.#write(id, body as { echo_id: string }) as T;
    return this.server.rest(id) as T;
  }

  #write(id: number, { echo_id }: { echo_id: string }): Message {
    this.server.write(id, 'outgoing');
    return { ...(this.server.record(id).messages.at(-1) as Message), echo_id };
  }

  #answer(path: string): unknown {
    const [, noun, id, part] = path.split('/');
    if (noun !== 'conversations') throw new ApiError(404, '');
    if (id === 'meta') return { meta: this.#meta() };
    if (!id) return { data: { meta: this.#meta(), payload: this.server.page(ALL, 1).conversations } };
    if (!this.server.records.has(Number(id))) throw new ApiError(404, '');
    const rest: Conversation = this.server.rest(Number(id));
    return part ? { payload: this.server.record(Number(id)).messages.slice(-20) } : rest;
  }

  #meta() {
    const { me, unassigned, all } = this.server.counts(ALL);
    return { mine_count: me, unassigned_count: unassigned, all_count: all, assigned_count: all - unassigned };
  }
}

let server: FakeServer;
let api: FakeApi;
let desk: Desk;
const hear = (events: ReturnType<FakeServer['open']>) =>
  events.forEach(({ event, data }) => desk.receive(event, data));
const texts = () => desk.thread?.messages.map(({ content }) => content);

beforeEach(async () => {
  localStorage.clear();
  server = new FakeServer();
  for (let i = 0; i < 30; i += 1) {
    server.now += 1;
    server.open();
  }
  api = new FakeApi(server);
  desk = new Desk(api, ME);
  await desk.pager.open(ALL);
});

describe('the desk', () => {
  it('opens a conversation and follows it', async () => {
    await desk.open(30);
    expect(texts()).toEqual(['mensagem 30']);
    server.now += 1;
    hear(server.write(30));
    expect(texts()).toEqual(['mensagem 30', 'mensagem 31']);
    expect(desk.row?.unread_count).toBe(2);
  });

  it('fetches a conversation that it did not know when a message of it comes', async () => {
    server.now += 1;
    hear(server.write(2));
    await expect.poll(() => desk.list.rows[0]?.id).toBe(2);
    expect(api.asked).toContain('GET /conversations/2');
  });

  it('hears only its own account', () => {
    desk.receive('conversation.created', { ...server.open()[0]?.data, account_id: 2 });
    desk.receive('something.else', { account_id: 1 });
    desk.receive('message.created', null);
    expect(desk.list.rows).toHaveLength(25);
  });

  it('shows a sent message once, whichever of answer and event comes first', async () => {
    await desk.open(30);
    const letter = { conversationId: 30, private: false, files: [], at: 1 };
    desk.outbox.post({ ...letter, echo: 'e1', content: 'oi' });
    await expect.poll(() => desk.outbox.unsent).toHaveLength(0);
    const sent = server.record(30).messages.at(-1);
    desk.receive('message.created', { ...sent, echo_id: 'e1' });
    expect(texts()).toEqual(['mensagem 30', 'mensagem 31']);
    expect(desk.thread?.messages.at(-1)?.echo_id).toBe('e1');
  });

  it('lets a letter go when its event arrives although the answer never does', async () => {
    api.down = true;
    await desk.open(30);
    desk.outbox.post({ conversationId: 30, private: false, files: [], at: 1, echo: 'e2', content: 'oi' });
    await expect.poll(() => desk.outbox.unsent[0]?.state).toBe('waiting');
    server.write(30, 'outgoing');
    desk.receive('message.created', { ...server.record(30).messages.at(-1), echo_id: 'e2' });
    expect(desk.outbox.unsent).toHaveLength(0);
    expect(Object.keys(localStorage)).toEqual([]);
    desk.outbox.close();
  });

  it('says that a conversation is not there for this agent', async () => {
    await desk.open(999);
    expect(desk.missing).toBe(true);
    expect(api.asked).not.toContain('GET /conversations/999/messages');
  });

  it('looks at everything again after a reset', async () => {
    await desk.open(30);
    server.now += 1;
    server.write(30);
    server.turn(29, 'resolved');
    await desk.reset();
    expect(texts()).toEqual(['mensagem 30', 'mensagem 31']);
    expect(desk.list.rows.map(({ id }) => id)).not.toContain(29);
    expect(desk.list.rows).toEqual(server.fresh(ALL).slice(0, desk.list.rows.length));
  });

  it('marks as read at once, and keeps unread what was marked so by hand', async () => {
    await desk.open(30);
    const seeing = desk.verbs.see(30);
    expect(desk.row?.unread_count).toBe(0);
    await seeing;
    await desk.markUnread(30);
    expect(desk.keptUnread).toBe(30);
    await desk.open(29);
    expect(desk.keptUnread).toBeNull();
  });

  it('counts anew once a burst of changes is over', async () => {
    vi.useFakeTimers();
    for (let i = 0; i < 5; i += 1) hear(server.assign(30 - i, ME));
    expect(desk.list.counts).toEqual({ me: 5, unassigned: 25, all: 30 });
    const before = api.asked.filter((path) => path.includes('meta')).length;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(api.asked.filter((path) => path.includes('meta'))).toHaveLength(before + 1);
    vi.useRealTimers();
  });
});

describe('the moment from which the socket tells everything', () => {
  const newest = () => desk.list.rows[0]?.id;

  it('is not trusted to come before the answers that are under way', async () => {
    desk = new Desk(api, ME);
    const opening = desk.pager.open(ALL);
    server.now += 1;
    server.open();
    desk.listens(false);
    await opening;
    await expect.poll(newest).toBe(31);
  });

  it('has the thread looked at, too', async () => {
    await desk.open(30);
    server.now += 1;
    server.write(30);
    desk.listens(false);
    await expect.poll(texts).toEqual(['mensagem 30', 'mensagem 31']);
  });

  it('asks nothing when the gap was told, or before anything is shown', () => {
    const before = api.asked.length;
    desk.listens(true);
    new Desk(api, ME).listens(false);
    expect(api.asked).toHaveLength(before);
  });
});
