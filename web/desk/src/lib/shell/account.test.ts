import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Api } from '@balcao/api';
import { AccountStore } from './account.svelte.ts';

const agent = (id: number, availability_status: string) => ({ id, name: `Agent ${id}`, availability_status });
const inbox = (id: number, name: string) => ({ id, name, channel_type: 'Channel::X' });

let answers: Record<string, unknown>;
let asked: string[];

beforeEach(() => {
  asked = [];
  answers = {
    '': { id: 1, name: 'Aurora' },
    '/inboxes': { payload: [inbox(1, 'Site'), inbox(2, 'API')] },
    '/agents': [agent(1, 'online'), agent(2, 'busy')],
    '/teams': [{ id: 3, name: 'vendas' }],
    '/labels': { payload: [{ id: 4, title: 'entrega' }] },
    '/channels': { payload: [{ kind: 'x', channel_type: 'Channel::X' }] },
    '/conversations/undelivered': { conversations: 2, messages: 3 },
    '/conversations/meta': { meta: { mine_count: 1, assigned_count: 2, unassigned_count: 3, all_count: 5 } },
  };
  vi.stubGlobal('fetch', async (url: string) => {
    const rest = url.replace('/api/v1/accounts/1', '').split('?')[0] ?? '';
    asked.push(rest);
    return new Response(JSON.stringify(answers[rest]));
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const keeper = { read: () => null, keep: () => undefined, lost: () => undefined };

async function loaded(): Promise<AccountStore> {
  const account = new AccountStore(new Api(keeper), 1, 'administrator');
  await account.load();
  return account;
}

describe('AccountStore', () => {
  it('knows the account once it is loaded', async () => {
    const account = await loaded();
    expect(account.about?.name).toBe('Aurora');
    expect([...account.inboxes.keys()]).toEqual([1, 2]);
    expect(account.counts.unassigned_count).toBe(3);
    expect(account.administers).toBe(true);
  });

  it('hears who comes and goes, and takes the unnamed for gone', async () => {
    const account = await loaded();
    account.apply('presence.update', { account_id: 1, users: { '2': 'online' } });
    expect(account.presence.get(2)).toBe('online');
    expect(account.presence.get(1)).toBe('offline');
  });

  it('loads anew what changed elsewhere, and drops what is gone', async () => {
    const account = await loaded();
    answers['/inboxes'] = { payload: [inbox(2, 'API nova')] };
    account.apply('account.cache_invalidated', { account_id: 1, cache_keys: {} });
    await expect.poll(() => account.inboxes.get(2)?.name).toBe('API nova');
    expect(account.inboxes.has(1)).toBe(false);
  });

  it('counts once for a burst of changes', async () => {
    const account = await loaded();
    vi.useFakeTimers();
    const before = asked.length;
    for (let change = 0; change < 20; change += 1) account.apply('assignee.changed', { id: change });
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked.slice(before)).toEqual(['/conversations/meta']);
  });

  it('is not moved by events it does not know', async () => {
    const account = await loaded();
    vi.useFakeTimers();
    const before = asked.length;
    account.apply('conversation.typing_on', {});
    account.apply('something.new', null);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked.length).toBe(before);
  });
});
