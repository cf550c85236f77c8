import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Session } from './session.svelte.ts';

const headers = {
  'access-token': 't1',
  client: 'c1',
  uid: 'ana@aurora.com.br',
  expiry: '1999999999',
  'token-type': 'Bearer',
};
const user = { id: 1, email: 'ana@aurora.com.br', accounts: [{ id: 4, role: 'agent' }] };

/** Answers each call with the next of the given replies, and remembers what was asked. */
function server(...replies: [number, unknown, Record<string, string>?][]) {
  const asked: { url: string; method?: string; body?: string }[] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    asked.push({ url, method: init.method, body: init.body as string });
    const [status, body, given = {}] = replies.shift() ?? [500, {}];
    return new Response(JSON.stringify(body), { status, headers: given });
  });
  return asked;
}

beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

describe('Session', () => {
  it('is kept across a reload', async () => {
    server([200, { data: user }, headers]);
    await new Session(localStorage).signIn(' ana@aurora.com.br ', 'Segredo#123');

    const asked = server([200, { payload: { data: user } }, headers]);
    const again = new Session(localStorage);
    expect(await again.restore()).toMatchObject({ id: 1 });
    expect(asked[0]?.url).toBe('/auth/validate_token');
    expect(again.role(4)).toBe('agent');
    expect(again.role(5)).toBeUndefined();
  });

  it('trims the address but not the password', async () => {
    const asked = server([200, { data: user }, headers]);
    await new Session(localStorage).signIn(' ana@aurora.com.br ', ' Segredo#123 ');
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
      email: 'ana@aurora.com.br',
      password: ' Segredo#123 ',
    });
  });

  it('asks nothing when nobody ever signed in here', async () => {
    const asked = server();
    expect(await new Session(localStorage).restore()).toBeNull();
    expect(asked).toEqual([]);
  });

  it('forgets headers that the server no longer takes', async () => {
    localStorage.setItem('balcao.session', JSON.stringify(headers));
    server([401, { errors: ['Invalid login credentials'] }]);
    expect(await new Session(localStorage).restore()).toBeNull();
    expect(localStorage.getItem('balcao.session')).toBeNull();
  });

  it('keeps the headers while the server is away', async () => {
    localStorage.setItem('balcao.session', JSON.stringify(headers));
    server([503, { error: 'The database cannot be reached, try again' }]);
    await expect(new Session(localStorage).restore()).rejects.toMatchObject({ status: 503 });
    expect(localStorage.getItem('balcao.session')).not.toBeNull();
  });

  it.each(['not json', '{}', 'null', '{"client":1}'])('takes broken storage for nobody: %s', async (kept) => {
    localStorage.setItem('balcao.session', kept);
    const asked = server();
    expect(await new Session(localStorage).restore()).toBeNull();
    expect(asked).toEqual([]);
  });

  it('leaves once when the server ends the session', async () => {
    server([200, { data: user }, headers]);
    const session = new Session(localStorage);
    const left = vi.fn();
    session.onLeave(left);
    await session.signIn('ana@aurora.com.br', 'x');

    server([401, { errors: ['You need to sign in or sign up before continuing.'] }]);
    await session.refresh().catch(() => undefined);
    expect(session.user).toBeNull();
    expect(left).toHaveBeenCalledOnce();
  });

  it('signs out even when the server is away', async () => {
    server([200, { data: user }, headers]);
    const session = new Session(localStorage);
    await session.signIn('ana@aurora.com.br', 'x');
    vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new TypeError('Failed to fetch')));
    await session.signOut();
    expect(session.user).toBeNull();
    expect(localStorage.getItem('balcao.session')).toBeNull();
  });

  it('follows another tab that signed out, and one that signed in as somebody else', async () => {
    for (const newValue of [null, JSON.stringify({ ...headers, uid: 'bia@aurora.com.br' })]) {
      server([200, { data: user }, headers]);
      const session = new Session(localStorage);
      await session.signIn('ana@aurora.com.br', 'x');
      session.follow(new StorageEvent('storage', { key: 'balcao.session', newValue }));
      expect(session.user).toBeNull();
    }
  });

  it('stays when another tab only renewed the same session', async () => {
    server([200, { data: user }, headers]);
    const session = new Session(localStorage);
    await session.signIn('ana@aurora.com.br', 'x');
    session.follow(new StorageEvent('storage', { key: 'balcao.session', newValue: JSON.stringify(headers) }));
    session.follow(new StorageEvent('storage', { key: 'balcao.theme', newValue: 'dark' }));
    expect(session.user).not.toBeNull();
  });
});
