import { afterEach, describe, expect, it, vi } from 'vitest';
import { AccountApi, Api, queryString, type SessionKeeper } from './client.ts';
import type { ApiError } from './errors.ts';
import type { SessionHeaders } from './session.ts';

const session: SessionHeaders = {
  'access-token': 'secret',
  client: 'c1',
  uid: 'ana@aurora.com.br',
  expiry: '1999999999',
  'token-type': 'Bearer',
};

function keeperWith(headers: SessionHeaders | null): SessionKeeper {
  return { read: () => headers, keep: vi.fn(), lost: vi.fn() };
}

function answer(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const fetched = vi.fn(async () => new Response(text, { status, headers }));
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

afterEach(() => vi.unstubAllGlobals());

describe('Api', () => {
  it('sends the session and never a cookie', async () => {
    const fetched = answer(200, { ok: true });
    await new Api(keeperWith(session)).post('/api/v1/profile', { name: 'Ana' });
    const [url, init] = fetched.mock.calls[0] as unknown as [string, RequestInit];
    expect(url).toBe('/api/v1/profile');
    expect(init.credentials).toBe('omit');
    expect(init.headers).toMatchObject({ 'access-token': 'secret', uid: 'ana@aurora.com.br' });
    expect(init.body).toBe('{"name":"Ana"}');
  });

  it('takes a cookie only from an answer that is meant to leave one', async () => {
    const fetched = answer(200, { url: 'https://accounts.example' });
    await new Api(keeperWith(session)).post('/api/v1/accounts/1/google/authorization', {}, { cookies: true });
    const [, init] = fetched.mock.calls[0] as unknown as [string, RequestInit];
    expect(init.credentials).toBe('same-origin');
  });

  it('fetches what is no JSON as it is, and still understands a refusal', async () => {
    answer(200, 'Subject: Olá');
    const api = new Api(keeperWith(session));
    expect(await (await api.file('/raw')).text()).toBe('Subject: Olá');
    answer(404, { error: 'Resource could not be found' });
    await expect(api.file('/raw')).rejects.toMatchObject({
      status: 404,
      message: 'Resource could not be found',
    });
  });

  it('keeps the session that a sign-in answers with', async () => {
    const keeper = keeperWith(null);
    answer(200, {}, { ...session });
    await new Api(keeper).post('/auth/sign_in', {});
    expect(keeper.keep).toHaveBeenCalledWith(session);
  });

  it('reads an empty answer as nothing', async () => {
    answer(200, '');
    expect(await new Api(keeperWith(session)).delete('/api/v1/accounts/1/agents/2')).toBeUndefined();
  });

  it('tells a lost session from a refused action', async () => {
    const keeper = keeperWith(session);
    answer(401, { error: 'You are not authorized to do this action' });
    await expect(new Api(keeper).get('/x')).rejects.toMatchObject({ status: 401 });
    expect(keeper.lost).not.toHaveBeenCalled();
    answer(401, { errors: ['You need to sign in or sign up before continuing.'] });
    await expect(new Api(keeper).get('/x')).rejects.toMatchObject({ status: 401 });
    expect(keeper.lost).toHaveBeenCalledOnce();
  });

  it('hears when it may ask again', async () => {
    answer(429, 'Retry later', { 'retry-after': '130' });
    await expect(new Api(keeperWith(null)).get('/x')).rejects.toMatchObject({ status: 429, retryAfter: 130 });
  });

  it('says when the server was not reached', async () => {
    vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new TypeError('Failed to fetch')));
    const error = (await new Api(keeperWith(null)).get('/x').catch((caught: unknown) => caught)) as ApiError;
    expect(error.unreachable).toBe(true);
  });

  it('lets an abort be an abort', async () => {
    vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new DOMException('Aborted', 'AbortError')));
    await expect(new Api(keeperWith(null)).get('/x')).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('asks below an account', async () => {
    const fetched = answer(200, { payload: [] });
    await new AccountApi(new Api(keeperWith(session)), 7).get('/inboxes', { query: { page: 2 } });
    expect((fetched.mock.calls[0] as unknown as [string])[0]).toBe('/api/v1/accounts/7/inboxes?page=2');
  });
});

describe('queryString', () => {
  it('repeats lists and leaves out what is not there', () => {
    expect(queryString({ labels: ['a b', 'c'], q: undefined, team_id: null, all: false })).toBe(
      '?labels%5B%5D=a+b&labels%5B%5D=c&all=false',
    );
    expect(queryString({})).toBe('');
  });
});
