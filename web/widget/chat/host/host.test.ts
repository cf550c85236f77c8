import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PREFIX } from '../../common/messages.ts';
import type { HostMessage } from './host-messages.ts';
import { Host, type Surroundings } from './host.ts';

const SITE = 'https://shop.example';

interface World extends Surroundings {
  /** What the host's page was told, and at which address. */
  told: [Record<string, unknown>, string][];
  hear(message: object, from?: { origin?: string; source?: unknown }): void;
}

function peer(told: World['told']): { postMessage(text: string, origin: string): void } {
  return { postMessage: (text, origin) => void told.push([JSON.parse(text.slice(PREFIX.length)), origin]) };
}

function worldIn(kind: 'frame' | 'popup' | 'alone' | 'app'): World {
  const told: World['told'] = [];
  let receive: (event: unknown) => void = () => undefined;
  const world = {
    told,
    location: { search: kind === 'popup' ? '?popout=1' : '' },
    opener: null,
  } as unknown as World;
  world.parent = kind === 'frame' ? peer(told) : world;
  if (kind === 'popup') world.opener = peer(told);
  if (kind === 'app')
    world.ReactNativeWebView = { postMessage: (text) => peer(told).postMessage(text, 'app') };
  world.addEventListener = ((_: string, listener: typeof receive) =>
    (receive = listener)) as World['addEventListener'];
  world.setTimeout = setTimeout as unknown as World['setTimeout'];
  const whom = { frame: world.parent, popup: world.opener, alone: null, app: world }[kind];
  world.hear = (message, from = {}) =>
    receive({
      data: PREFIX + JSON.stringify(message),
      origin: from.origin ?? SITE,
      source: 'source' in from ? from.source : whom,
    });
  return world;
}

function listen(host: Host): HostMessage[] {
  const heard: HostMessage[] = [];
  host.listen((message) => heard.push(message));
  return heard;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test.each(['frame', 'popup'] as const)(
  'in a %s the first settings pin the host, and only it is answered',
  async (kind) => {
    const world = worldIn(kind);
    const host = new Host(world);
    const greeting = host.greet('');
    host.say('sync-visitor', { has: true });
    expect(world.told.map(([{ event }, origin]) => [event, origin])).toEqual([['loaded', '*']]);
    world.hear({ event: 'config-set', authToken: 'a.b.c' });
    expect(await greeting).toMatchObject({ authToken: 'a.b.c' });
    expect(world.told[1]).toEqual([{ event: 'sync-visitor', has: true }, SITE]);
  },
);

test('XSS-18: another origin, another window, or a stranger before the settings is not heard', async () => {
  const world = worldIn('frame');
  const host = new Host(world);
  const heard = listen(host);
  void host.greet('');
  const order = { event: 'set-label', label: 'vip' };
  world.hear(order);
  world.hear({ event: 'config-set', authToken: 'e.v.il' }, { source: {} });
  world.hear({ event: 'config-set' });
  world.hear(order, { origin: 'https://evil.example' });
  world.hear(order, { source: {} });
  expect(heard).toEqual([]);
  world.hear(order);
  expect(heard).toEqual([order]);
});

test('XSS-18: a host in a sandbox or srcdoc has the origin "null" and still gets its answers', async () => {
  const world = worldIn('frame');
  const host = new Host(world);
  const greeting = host.greet('');
  world.hear({ event: 'config-set' }, { origin: 'null' });
  await greeting;
  host.say('setUnreadMode');
  expect(world.told.at(-1)).toEqual([{ event: 'setUnreadMode' }, '*']);
});

test('what the host asks before the chat listens is not lost', async () => {
  const world = worldIn('frame');
  const host = new Host(world);
  const greeting = host.greet('');
  world.hear({ event: 'config-set' });
  world.hear({ event: 'toggle-open', isOpen: true, focus: true, authToken: '' });
  await greeting;
  expect(listen(host)).toEqual([{ event: 'toggle-open', isOpen: true, focus: true, authToken: '' }]);
});

test('without a loader around it, the chat is a page of its own', async () => {
  const world = worldIn('frame');
  const host = new Host(world);
  const greeting = host.greet('');
  await vi.advanceTimersByTimeAsync(1_500);
  expect(await greeting).toBeNull();
  expect(host.kind).toBe('alone');
  expect(await new Host(worldIn('alone')).greet('')).toBeNull();
});

test('a phone app is answered over its own bridge, and heard from the page itself', async () => {
  const world = worldIn('app');
  const host = new Host(world);
  const heard = listen(host);
  expect(await host.greet('a.b.c')).toBeNull();
  world.hear({ event: 'set-user', identifier: 7, user: { name: 'Ana' } });
  world.hear({ event: 'set-label', label: 'x' }, { source: {} });
  expect(heard).toEqual([{ event: 'set-user', identifier: '7', user: { name: 'Ana' } }]);
  expect(world.told[0]?.[0]).toMatchObject({ event: 'loaded', config: { authToken: 'a.b.c' } });
});

test.each([
  { event: 'set-user', identifier: {}, user: {} },
  { event: 'set-user', identifier: 'x', user: 'y' },
  { event: 'set-custom-attributes', customAttributes: [1] },
  { event: 'set-label', label: '' },
  { event: 'toggle-open', isOpen: 'yes' },
  { event: '__proto__' },
  { event: 'constructor' },
])('XSS-18: %j is as if nothing was said', async (message) => {
  const world = worldIn('frame');
  const host = new Host(world);
  const heard = listen(host);
  void host.greet('');
  world.hear({ event: 'config-set' });
  world.hear(message);
  expect(heard).toEqual([]);
});
