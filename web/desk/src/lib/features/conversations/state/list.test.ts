import { describe, expect, it } from 'vitest';
import { Book } from './book.svelte.ts';
import { everything } from './filter.ts';
import { ConversationList, PAGE, type View } from './list.svelte.ts';
import { Pager } from './pager.ts';
import { rowFromRest } from './row.ts';
import { FakeServer, ME } from './testing/fake-server.ts';

const ALL: View = { filter: everything, tab: 'all', sort: 'last_activity_at_desc' };

function setUp(conversations: number, view: View = ALL) {
  const server = new FakeServer();
  for (let i = 0; i < conversations; i += 1) {
    server.now += 1;
    server.open();
  }
  const book = new Book();
  const list = new ConversationList(book, ME);
  const asked: number[] = [];
  const pager = new Pager(book, list, {
    page: async (asking, page) => {
      asked.push(page);
      return server.page(asking, page);
    },
    counts: async (asking) => server.counts(asking),
  });
  const tell = (events: ReturnType<FakeServer['open']>) => {
    for (const event of events) pager.note(book.apply(event));
  };
  return { server, book, list, pager, tell, asked, ready: pager.open(view) };
}

const ids = (list: ConversationList) => list.rows.map(({ id }) => id);

describe('a conversation list', () => {
  it('shows the newest activity on top, 25 at a time, with counts', async () => {
    const { list, ready } = setUp(30);
    expect(list.phase).toBe('loading');
    await ready;
    expect(list.phase).toBe('ready');
    expect(ids(list)).toEqual(Array.from({ length: PAGE }, (_, i) => 30 - i));
    expect(list.counts).toEqual({ me: 0, unassigned: 30, all: 30 });
    expect(list.more).toBe(true);
  });

  it('lifts a conversation to the top when a message comes, with preview and badge', async () => {
    const { server, list, tell, ready } = setUp(30);
    await ready;
    server.now += 1;
    tell(server.write(10));
    expect(ids(list).slice(0, 2)).toEqual([10, 30]);
    expect(list.rows[0]).toMatchObject({ unread_count: 2, preview: { content: 'mensagem 31' } });
  });

  it('keeps the preview when the newest message is an activity line', async () => {
    const { server, list, tell, ready } = setUp(1);
    await ready;
    tell(server.write(1, 'activity'));
    expect(list.rows[0]?.preview?.content).toBe('mensagem 1');
  });

  it('pages on without holes after rows have left the list', async () => {
    const { server, list, pager, tell, ready, asked } = setUp(60);
    await ready;
    tell(server.turn(60, 'resolved'));
    tell(server.turn(50, 'resolved'));
    await pager.extend();
    await pager.extend();
    expect(ids(list)).toEqual(
      server
        .fresh(ALL)
        .map(({ id }) => id)
        .slice(0, list.rows.length),
    );
    await pager.extend();
    expect(list.rows).toHaveLength(58);
    expect(list.more).toBe(false);
    expect(asked).toEqual([1, 1, 2, 3]);
  });

  it('brings back the neighbour that slipped between two pages', async () => {
    const { server, list, pager, tell, ready } = setUp(60);
    await ready;
    const late = server.turn(55, 'resolved');
    await pager.extend();
    expect(ids(list)).not.toContain(35);
    tell(late);
    await expect.poll(() => ids(list)).toContain(35);
    expect(ids(list)).toEqual(
      server
        .fresh(ALL)
        .map(({ id }) => id)
        .slice(0, list.rows.length),
    );
  });

  it('lets a row sink below what is loaded, and finds it again by paging', async () => {
    const view: View = { ...ALL, sort: 'last_activity_at_asc' };
    const { server, list, pager, tell, ready } = setUp(30, view);
    await ready;
    server.now += 1;
    tell(server.write(1));
    expect(ids(list)).toEqual(Array.from({ length: 24 }, (_, i) => i + 2));
    await pager.extend();
    await pager.extend();
    expect(ids(list)).toEqual(server.fresh(view).map(({ id }) => id));
  });

  it('moves a conversation between tabs and keeps the counts', async () => {
    const { server, list, tell, ready } = setUp(3, { ...ALL, tab: 'unassigned' });
    await ready;
    tell(server.assign(2, ME));
    expect(ids(list)).toEqual([3, 1]);
    expect(list.counts).toEqual({ me: 1, unassigned: 2, all: 3 });
    tell(server.assign(2, 99));
    expect(list.counts).toEqual({ me: 0, unassigned: 2, all: 3 });
    tell(server.open());
    expect(list.counts).toEqual({ me: 0, unassigned: 3, all: 4 });
  });

  it('follows the filter: another inbox does not show', async () => {
    const { server, list, tell, ready } = setUp(1, { ...ALL, filter: { ...everything, inboxId: 1 } });
    await ready;
    tell(server.open(2));
    expect(ids(list)).toEqual([1]);
  });

  it('shows at once what is known when the view changes, and drops answers to the view that was left', async () => {
    const { server, list, pager, tell, ready } = setUp(3);
    await ready;
    tell(server.assign(2, ME));
    const slow = pager.open({ ...ALL, filter: { ...everything, status: 'resolved' } });
    const opened = pager.open({ ...ALL, tab: 'me' });
    expect(ids(list)).toEqual([2]);
    await Promise.all([slow, opened]);
    expect(list.view.tab).toBe('me');
    expect(ids(list)).toEqual([2]);
  });

  it('loads anew after a reset, without rows that went unseen and with their new state', async () => {
    const { server, list, pager, ready } = setUp(40);
    await ready;
    await pager.extend();
    server.turn(39, 'resolved');
    server.now += 1;
    server.write(5);
    await pager.refresh();
    expect(list.rows).toEqual(server.fresh(ALL).slice(0, list.rows.length));
    expect(list.rows).toHaveLength(39);
  });

  it('says that loading failed, and works again afterwards', async () => {
    const server = new FakeServer();
    server.open();
    const book = new Book();
    const list = new ConversationList(book, ME);
    let broken = true;
    const page = async (view: View, number: number) => {
      if (broken) throw new Error('down');
      return server.page(view, number);
    };
    const pager = new Pager(book, list, { page, counts: async () => list.counts });
    await expect(pager.open(ALL)).rejects.toThrow('down');
    expect(list.phase).toBe('failed');
    broken = false;
    await pager.open(ALL);
    expect(ids(list)).toEqual([1]);
  });

  it('asks for nothing while a fetch is under way', async () => {
    const { pager, ready, asked } = setUp(60);
    await Promise.all([pager.extend(), ready]);
    await Promise.all([pager.extend(), pager.extend()]);
    expect(asked).toEqual([1, 2, 3]);
  });

  it('does not let further rows push aside what is looked at anew', async () => {
    const { server, list, pager, ready } = setUp(60);
    const renewing = ready.then(() => pager.refresh());
    const further = pager.extend();
    const again = ready.then(() => pager.refresh());
    server.turn(60, 'resolved');
    await Promise.all([renewing, again, further]);
    expect(ids(list)).not.toContain(60);
    expect(list.rows.length).toBeGreaterThan(PAGE);
  });
});

describe('a row', () => {
  it('is the same from GET and from the socket', () => {
    const server = new FakeServer();
    const [created, message] = server.open();
    const book = new Book();
    if (created) book.apply(created);
    if (message) book.apply(message);
    server.assign(1, 2).forEach((event) => book.apply(event));
    expect(book.get(1)).toEqual(rowFromRest(server.rest(1)));
  });

  it('takes repeated and outdated news for what they are', () => {
    const server = new FakeServer();
    const book = new Book();
    const events = [
      ...server.open(),
      ...server.assign(1, 2),
      ...server.write(1),
      ...server.turn(1, 'resolved'),
    ];
    for (const event of events) book.apply(event);
    const settled = book.get(1);
    for (const event of events) book.apply(event);
    expect(book.get(1)).toEqual(settled);
  });

  it('is not set back by a message that is older than its snapshot', () => {
    const server = new FakeServer();
    const book = new Book();
    server.open();
    const late = server.write(1);
    server.write(1, 'outgoing');
    book.apply({ event: 'conversations.loaded', data: [server.rest(1)] });
    for (const event of late) book.apply(event);
    expect(book.get(1)).toEqual(rowFromRest(server.rest(1)));
  });
});
