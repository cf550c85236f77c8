import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, type AccountApi, type Arrival } from '@balcao/api';
import { language } from '#lib/i18n/index.svelte.ts';
import { HealthWatch } from './health.svelte.ts';

const arrival = (id: number): Arrival => ({
  ...{ id, state: 'dead', reason: 'Broken', way: 'imap', size: 10, subject: `Pedido ${id}`, sender: 'a@b.c' },
  ...{ received_at: 1, attempts: 3, conversation_id: null },
});

/** A server that keeps an inbox's arrivals, two to a page. */
class FakeServer {
  health: unknown = { state: 'ok' };
  down = false;
  dead = [1, 2, 3].map(arrival);
  asked: string[] = [];
  /** What is waited for before an answer. */
  before: () => Promise<void> = async () => undefined;
  check: () => Promise<unknown> = async () => ({ ok: true, reason: null });

  get = async (path: string, options: { query?: { state: string; page: number } } = {}) => {
    const { state, page = 1 } = options.query ?? {};
    this.asked.push(state ? `${path} ${state} ${page}` : path);
    await this.before();
    if (this.down) throw new ApiError(0, '');
    if (path.endsWith('/health')) return this.health;
    const rows = state === 'dead' ? this.dead : [];
    const payload = rows.slice((page - 1) * 2, page * 2);
    return { meta: { count: rows.length, current_page: page }, payload };
  };

  post = async (path: string) => {
    this.asked.push(path);
    if (path.endsWith('/check')) return this.check();
    const id = Number(path.split('/').at(-2));
    this.dead = this.dead.filter((one) => one.id !== id);
    return { id, state: 'waiting' };
  };
}

let server: FakeServer;
let watch: HealthWatch;
let visibility: DocumentVisibilityState;

beforeAll(() => language.use('pt-BR'));
beforeEach(() => {
  vi.useFakeTimers();
  visibility = 'visible';
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);
  server = new FakeServer();
  watch = new HealthWatch(server as unknown as AccountApi, 5);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const looks = () => server.asked.filter((one) => one.endsWith('/health')).length;

describe('the watch over an inbox', () => {
  it('looks again every ten seconds while somebody can see it, and at once when seen again', async () => {
    const stop = watch.start();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(looks()).toBe(2);
    visibility = 'hidden';
    await vi.advanceTimersByTimeAsync(60_000);
    expect(looks()).toBe(2);
    visibility = 'visible';
    document.dispatchEvent(new Event('visibilitychange'));
    expect(looks()).toBe(3);
    stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(looks()).toBe(3);
  });

  it('keeps what it knew while the server is away, and says so', async () => {
    await watch.look();
    server.down = true;
    await watch.look();
    expect(watch.health?.state).toBe('ok');
    expect(watch.failure).toContain('Sem conexão');
    server.down = false;
    server.health = { state: 'failing' };
    await watch.look();
    expect(watch.health?.state).toBe('failing');
    expect(watch.failure).toBeNull();
  });

  it('has the connection tried once at a time, and shows what came of it', async () => {
    let settle: (value: unknown) => void = () => undefined;
    server.check = () => new Promise((resolve) => (settle = resolve));
    const checking = watch.check();
    await watch.check();
    expect(watch.checking).toBe(true);
    settle({ ok: false, reason: 'Certificate has expired', words: null, detail: null });
    await checking;
    expect(server.asked.filter((one) => one.endsWith('/check'))).toHaveLength(1);
    expect(watch.checked).toMatchObject({ ok: false, reason: 'Certificate has expired' });
    expect(looks()).toBe(1);
  });
});

describe('what arrived', () => {
  it('begins with what could not be read, page by page', async () => {
    const { arrivals } = watch;
    await arrivals.load();
    expect(arrivals.rows?.map(({ id }) => id)).toEqual([1, 2]);
    expect(arrivals.more).toBe(true);
    await arrivals.turn(2);
    expect(arrivals.rows?.map(({ id }) => id)).toEqual([3]);
    expect(arrivals.more).toBe(false);
  });

  it('is read again on demand, and leaves the list', async () => {
    const { arrivals } = watch;
    await arrivals.turn(1);
    await arrivals.turn(2);
    expect(await arrivals.retry(3)).toBe('waiting');
    expect(arrivals.page).toBe(1);
    expect(arrivals.rows?.map(({ id }) => id)).toEqual([1, 2]);
    expect(arrivals.running.size).toBe(0);
  });

  it('counts anew once one was run again', async () => {
    const before = looks();
    await watch.arrivals.retry(2);
    expect(looks()).toBe(before + 1);
  });

  it('shows the chosen kind, whatever an earlier question answers later', async () => {
    const { arrivals } = watch;
    let late: () => void = () => undefined;
    server.before = () => new Promise((resolve) => (late = resolve));
    const dead = arrivals.load();
    server.before = async () => undefined;
    await arrivals.choose('ignored');
    late();
    await dead;
    expect(arrivals.rows).toEqual([]);
    expect(arrivals.count).toBe(0);
  });

  it('says when it cannot be had', async () => {
    server.down = true;
    await watch.arrivals.load();
    expect(watch.arrivals.failure).toContain('Sem conexão');
  });
});
