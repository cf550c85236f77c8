// Long because: every promise of the SDK to its host page, in the order of the interface.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  bubble,
  frame,
  freshPage,
  hearing,
  holder,
  host,
  runSnippet,
  sayFromFrame,
  sdk,
  settle,
  toldToFrame,
} from './harness.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  freshPage();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('the contract’s names and ours are one and the same', async () => {
  const ready = hearing('chatwoot:ready');
  const own = hearing('balcao:ready');
  await runSnippet();
  expect(host.$balcao).toBe(host.$chatwoot);
  expect(host.balcaoSDK).toBe(host.chatwootSDK);
  expect([ready.length, own.length]).toEqual([1, 1]);
  expect(sdk()).toMatchObject({
    baseUrl: 'https://chat.example',
    websiteToken: 'T',
    hasLoaded: true,
    isOpen: false,
  });
});

test('a visitor without a conversation loads nothing but the bubble, until the first click', async () => {
  await runSnippet();
  expect(bubble()?.getAttribute('aria-label')).toBe('Abrir o chat');
  expect(frame()).toBeNull();
  bubble()?.click();
  expect(frame()?.id).toBe('chatwoot_live_chat_widget');
  expect(holder()?.className).not.toContain('woot--hide');
  expect(bubble()?.getAttribute('aria-expanded')).toBe('true');
});

test('a visitor with a conversation gets the chat at once, for the unread bubble', async () => {
  document.cookie = 'cw_conversation=a.b.c';
  await runSnippet();
  expect(frame()).not.toBeNull();
  expect(holder()?.className).toContain('woot--hide');
});

test('a visitor who only looked is left in peace on the next page', async () => {
  document.cookie = 'cw_conversation=a.b.c';
  document.cookie = 'cw_conversation_state=0';
  await runSnippet();
  expect(frame()).toBeNull();
});

test('WID-06: the visitor’s token is in no URL, and only our own frame is told it', async () => {
  document.cookie = 'cw_conversation=a.b.c';
  await runSnippet();
  expect(frame()?.src).toBe('https://chat.example/widget?website_token=T&visitor=lazy&locale=pt-BR');
  const { sent, origins } = toldToFrame();
  sayFromFrame({ event: 'loaded', config: {} });
  expect(sent[0]).toMatchObject({ event: 'config-set', authToken: 'a.b.c' });
  expect(new Set(origins)).toEqual(new Set(['https://chat.example']));
});

test('WID-20: running twice makes one widget', async () => {
  await runSnippet();
  const first = host.$chatwoot;
  await runSnippet();
  expect(host.$chatwoot).toBe(first);
  expect(document.querySelectorAll('.woot-widget-bubble')).toHaveLength(1);
});

test('WID-20: calls made before the loader came are made when it comes', async () => {
  host.$chatwoot = [
    ['setUser', 'u1', { name: 'Ana' }],
    ['setUser', {}, {}],
    ['toggle', 'open'],
  ];
  await runSnippet();
  expect(sdk()).toMatchObject({ isOpen: true, identifier: 'u1' });
  const { sent } = toldToFrame();
  sayFromFrame({ event: 'loaded', config: {} });
  expect(sent.map((message) => message.event)).toEqual([
    'config-set',
    'change-url',
    'set-user',
    'toggle-open',
    'widget-visible',
  ]);
});

test('XSS-18: the page listens to its own frame only', async () => {
  document.cookie = 'cw_conversation=a.b.c';
  await runSnippet();
  const stolen = { event: 'setAuthCookie', data: { widgetAuthToken: 'e.v.il' } };
  sayFromFrame(stolen, { origin: 'https://evil.example' });
  sayFromFrame(stolen, { source: window });
  sayFromFrame(stolen, { source: null });
  expect(document.cookie).toContain('cw_conversation=a.b.c');
  sayFromFrame({ event: 'setAuthCookie', data: { widgetAuthToken: 'n.e.w' } });
  expect(document.cookie).toContain('cw_conversation=n.e.w');
});

test('XSS-18: the chat can dispatch the contract’s events and no others', async () => {
  document.cookie = 'cw_conversation=a.b.c';
  const heard = hearing('chatwoot:on-message');
  const other = hearing('message-from-evil');
  await runSnippet();
  sayFromFrame({ event: 'onEvent', eventIdentifier: 'chatwoot:on-message', data: { id: 1 } });
  sayFromFrame({ event: 'onEvent', eventIdentifier: 'message-from-evil', data: 1 });
  expect(heard).toEqual([{ id: 1 }]);
  expect(other).toEqual([]);
});

test('Escape in the chat closes it and gives the focus back to where it came from', async () => {
  await runSnippet();
  bubble()?.focus();
  bubble()?.click();
  toldToFrame();
  sayFromFrame({ event: 'loaded', config: {} });
  frame()?.focus();
  sayFromFrame({ event: 'escape' });
  expect(sdk().isOpen).toBe(false);
  expect(document.activeElement).toBe(bubble());
});

test('a host that opens the chat by itself does not lose the focus', async () => {
  await runSnippet();
  const field = document.body.appendChild(document.createElement('input'));
  field.focus();
  sdk().toggle('open');
  const { sent } = toldToFrame();
  sayFromFrame({ event: 'loaded', config: {} });
  expect(sent.find((message) => message.event === 'toggle-open')).toMatchObject({
    isOpen: true,
    focus: false,
  });
  expect(document.activeElement).toBe(field);
});

test('setUser says what is missing, tells the chat once, and does not repeat itself', async () => {
  await runSnippet();
  expect(() => sdk().setUser(undefined, { name: 'Ana' })).toThrow('Identifier');
  expect(() => sdk().setUser('u1', { city: 'Recife' })).toThrow('one of the keys');
  sdk().setUser('u1', { name: 'Ana' });
  await settle();
  const { sent } = toldToFrame();
  sayFromFrame({ event: 'loaded', config: {} });
  sdk().setUser('u1', { name: 'Ana' });
  expect(sent.filter((message) => message.event === 'set-user')).toHaveLength(1);
  expect(document.cookie).toMatch(/cw_user_T=[0-9a-f]{32}/);
});

test('a refused user is told to the page, and may be tried again', async () => {
  const errors = hearing('chatwoot:error');
  await runSnippet();
  sdk().setUser('u1', { name: 'Ana' });
  await settle();
  sayFromFrame({ event: 'error', errorType: 'SET_USER_ERROR', data: 'HMAC failed' });
  expect(errors).toEqual(['HMAC failed']);
  expect(document.cookie).not.toContain('cw_user_T');
});

test('reset forgets the visitor, and the next opening tells the chat to forget too', async () => {
  document.cookie = 'cw_conversation=a.b.c';
  await runSnippet();
  sdk().reset();
  expect(document.cookie).not.toContain('cw_conversation');
  expect(frame()).toBeNull();
  bubble()?.click();
  const { sent } = toldToFrame();
  sayFromFrame({ event: 'loaded', config: {} });
  expect(sent[0]).toMatchObject({ event: 'config-set', authToken: '', fresh: true });
});

test('what a chat without storage wrote is kept on the host’s site until the reset', async () => {
  document.cookie = 'cw_conversation=a.b.c';
  await runSnippet();
  sayFromFrame({ event: 'keep', key: 'out:1', value: 'hello' });
  sayFromFrame({ event: 'keep', key: 'out:2', value: { not: 'text' } });
  const { sent } = toldToFrame();
  sayFromFrame({ event: 'loaded', config: {} });
  expect(sent[0]).toMatchObject({ kept: { 'out:1': 'hello' } });
  sdk().reset();
  expect(Object.keys(localStorage)).toEqual([]);
});

test('unread messages show on the bubble and above it, unless the host does not want that', async () => {
  document.cookie = 'cw_conversation=a.b.c';
  await runSnippet();
  sayFromFrame({ event: 'handleNotificationDot', unreadMessageCount: 12 });
  sayFromFrame({ event: 'updateIframeHeight', extraHeight: 150 });
  sayFromFrame({ event: 'setUnreadMode' });
  expect(bubble()?.textContent).toBe('9+');
  expect(bubble()?.getAttribute('aria-label')).toBe('Abrir o chat, 12 mensagens não lidas');
  expect(holder()?.className).toContain('has-unread-view');
  expect(holder()?.className).not.toContain('woot--hide');
  sayFromFrame({ event: 'resetUnreadMode' });
  expect(holder()?.className).toContain('woot--hide');
});

test('a page that may not have the chat shows nothing', async () => {
  freshPage({ allowed: false });
  await runSnippet();
  expect(bubble()).toBeNull();
  freshPage({}, 404);
  await runSnippet();
  expect(bubble()).toBeNull();
});

test('WID-20: a page whose CSP forbids asking still gets the bubble, in the standard colour', async () => {
  window.fetch = vi.fn(async () => {
    throw new TypeError('blocked');
  });
  await runSnippet();
  expect(bubble()?.style.getPropertyValue('--woot-color')).toBe('#1f93ff');
});

test('XSS-13: a colour that is none does not reach the style', async () => {
  freshPage({ widgetColor: 'red;}body{display:none', allowed: true });
  await runSnippet();
  expect(bubble()?.style.getPropertyValue('--woot-color')).toBe('#1f93ff');
});

test('a chat that does not come is taken away, and the next click tries again', async () => {
  const errors = hearing('chatwoot:error');
  await runSnippet();
  bubble()?.click();
  await vi.advanceTimersByTimeAsync(20_001);
  expect(errors).toHaveLength(1);
  expect([frame(), sdk().isOpen]).toEqual([null, false]);
  bubble()?.click();
  expect(frame()).not.toBeNull();
});

test.each([
  {},
  { websiteToken: 'T', baseUrl: 'javascript:alert(1)' },
  { websiteToken: 5, baseUrl: 'https://x.example' },
])('run(%j) leaves the page alone', async (options) => {
  await runSnippet(options);
  expect(host.$chatwoot).toBeUndefined();
  expect(document.body.childElementCount).toBe(0);
});
