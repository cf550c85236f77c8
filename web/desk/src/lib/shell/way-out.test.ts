import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DraftShelf } from '../features/conversations/desk/shelf.ts';
import { Session } from '../session/session.svelte.ts';
import { wayOut } from './way-out.svelte.ts';

const headers = { 'access-token': 't1', client: 'c1', uid: 'ana@aurora.com.br', expiry: '1999999999' };
const drafts = new DraftShelf('4.1');

function answering(status: number, body: unknown = {}) {
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(body), { status, headers }));
}

async function signedIn(): Promise<Session> {
  answering(200, { data: { id: 1, email: 'ana@aurora.com.br', accounts: [] } });
  const session = new Session(localStorage);
  await session.signIn('ana@aurora.com.br', 'x');
  drafts.write(12, 'reply', 'Bom dia');
  return session;
}

beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

describe('a draft', () => {
  it('is asked about before its writer leaves', async () => {
    const session = await signedIn();
    await wayOut.take(session);
    expect([wayOut.unsent, session.user?.id, drafts.read(12, 'reply')]).toEqual([1, 1, 'Bom dia']);
    wayOut.stay();
    drafts.write(12, 'reply', '');
    await wayOut.take(session);
    expect([wayOut.unsent, session.user]).toEqual([0, null]);
  });

  it('leaves the browser with its writer', async () => {
    const session = await signedIn();
    await wayOut.leave(session);
    expect([session.user, drafts.read(12, 'reply')]).toEqual([null, '']);
  });

  it('leaves it although the server is away', async () => {
    const session = await signedIn();
    vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new TypeError('Failed to fetch')));
    await wayOut.leave(session);
    expect(drafts.read(12, 'reply')).toBe('');
  });

  it('stays when the session ends by itself', async () => {
    const session = await signedIn();
    answering(401, { errors: ['You need to sign in or sign up before continuing.'] });
    await session.refresh().catch(() => undefined);
    expect([session.user, drafts.read(12, 'reply')]).toEqual([null, 'Bom dia']);
  });
});
