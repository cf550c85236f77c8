// Long because: one visitor goes through the whole chat.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Boot } from '../boot.ts';
import type { HostConfig, HostMessage } from '../host/host-messages.ts';
import type { Host } from '../host/host.ts';
import { Store } from '../kit/store.ts';
import type { Tabs } from '../kit/tabs.ts';
import { Chat } from './chat.svelte.ts';
import { message } from './harness.ts';

interface Call {
  line: string;
  token: string | null;
  body: Record<string, unknown>;
}

let calls: Call[];
let answers: Record<string, (body: Record<string, unknown>) => unknown>;
let said: { event: string; [key: string]: unknown }[];
let tell: (message: HostMessage) => void;

const refuse = (status: number, error = ''): never => {
  throw { status, error };
};

const lines = (): string[] => calls.map((call) => call.line);
const writes = (): Call[] => calls.filter((call) => !call.line.startsWith('GET'));

async function serve(url: string, init: RequestInit): Promise<Response> {
  const path = new URL(url, 'https://chat.example').pathname.replace('/api/v1/widget/', '');
  const line = `${init.method} ${path}`;
  const body = JSON.parse((init.body as string | null) ?? '{}') as Record<string, unknown>;
  const token = (init.headers as Record<string, string>)['X-Auth-Token'] ?? null;
  calls.push({ line, token, body });
  try {
    return new Response(JSON.stringify(answers[line]?.(body) ?? {}));
  } catch (refusal) {
    const { status, error } = refusal as { status: number; error: string };
    return new Response(JSON.stringify({ error }), { status });
  }
}

function chatWith(channel: object = {}, page: Partial<Boot> = {}): Chat {
  const boot = {
    channel: { websiteToken: 'T', enabledFeatures: [], allowMessagesAfterResolved: true, ...channel },
    authToken: '',
    pubsubToken: '',
    installation: {},
    ...page,
  } as unknown as Boot;
  const host = {
    kind: 'frame',
    listen: (listener: typeof tell) => (tell = listener),
    say: (event: string, fields: object) => said.push({ event, ...fields }),
    announce: (name: string, data: unknown) => said.push({ event: name, data }),
  } as unknown as Host;
  const tabs = { tell: () => undefined } as unknown as Tabs;
  const chat = new Chat({ boot, host, store: new Store('T'), tabs });
  vi.spyOn(chat.line, 'open').mockImplementation(() => undefined);
  return chat;
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 60; turn++) await Promise.resolve();
}

async function started(chat: Chat, config: HostConfig = {}): Promise<Chat> {
  await chat.start(config);
  await settle();
  return chat;
}

beforeEach(() => {
  localStorage.clear();
  calls = [];
  said = [];
  answers = {
    'POST config': () => ({
      website_channel_config: { auth_token: 'v.i.s' },
      contact: { pubsub_token: 'p' },
    }),
    'GET messages': () => ({ payload: [], meta: {} }),
    'GET inbox_members': () => ({ payload: [] }),
    'POST messages': ({ message: given }) => {
      const { content, echo_id } = given as { content: string; echo_id: string };
      return message({ message_type: 0, content, echo_id, conversation_id: 1 });
    },
  };
  window.fetch = ((url: string, init: RequestInit) => serve(url, init)) as typeof fetch;
});

test('looking at the chat makes nobody: the server hears of a visitor with the first message', async () => {
  const chat = await started(chatWith());
  tell({ event: 'toggle-open', isOpen: true, focus: true, authToken: '' });
  await settle();
  expect(lines()).toEqual(['GET inbox_members']);
  chat.send('Olá', []);
  await settle();
  expect(writes().map(({ line, token }) => [line, token])).toEqual([
    ['POST config', null],
    ['POST messages', 'v.i.s'],
  ]);
  expect(writes()[1]?.body.message).toMatchObject({
    content: 'Olá',
    echo_id: expect.stringMatching(/.{8,}/),
  });
  expect(said).toContainEqual({ event: 'setAuthCookie', data: { widgetAuthToken: 'v.i.s' } });
  expect(said).toContainEqual({ event: 'sync-visitor', has: true });
  expect([chat.thread.messages.length, chat.outbox.items.length]).toEqual([1, 0]);
});

test('a visitor who comes back is let into the running conversation', async () => {
  answers['GET conversations'] = () => ({ id: 1, inbox_id: 1, status: 'open', contact_last_seen_at: 0 });
  answers['GET messages'] = () => ({ payload: [message()], meta: {} });
  const chat = await started(chatWith(), { authToken: 'o.l.d' });
  expect([chat.view, chat.thread.messages.length]).toEqual(['thread', 1]);
  expect(calls.find((call) => call.line === 'POST config')?.token).toBe('o.l.d');
  expect(chat.preview).toHaveLength(1);
  chat.dismissPreview();
  expect(chat.preview).toEqual([]);
});

test('a page that brought its visitor along asks for no other', async () => {
  await started(chatWith({}, { authToken: 'p.a.ge', pubsubToken: 'p' }));
  expect(lines()).not.toContain('POST config');
  expect(calls.at(-1)?.token).toBe('p.a.ge');
});

test('a visitor whom the server does not know any more writes as somebody new', async () => {
  const chat = await started(chatWith(), { authToken: 'o.l.d' });
  let tries = 0;
  const take = answers['POST messages'];
  answers['POST messages'] = (body) => ((tries += 1) === 1 ? refuse(404) : take?.(body));
  answers['POST config'] = () => ({
    website_channel_config: { auth_token: 'n.e.w' },
    contact: { pubsub_token: 'q' },
  });
  chat.send('ainda aí?', []);
  await settle();
  expect(said).toContainEqual({ event: 'setAuthCookie', data: { widgetAuthToken: 'n.e.w' } });
  expect(calls.at(-1)?.token).toBe('n.e.w');
  expect(chat.outbox.items).toEqual([]);
});

describe('the pre-chat form', () => {
  const form = {
    preChatFormEnabled: true,
    preChatFormOptions: { pre_chat_fields: [{ name: 'emailAddress', type: 'email', enabled: true }] },
  };

  test('comes before the first message only, and its answers reach the server before and after it', async () => {
    const chat = await started(chatWith(form));
    chat.begin();
    expect(chat.view).toBe('prechat');
    chat.fillForm(
      {
        contact: { email: 'a@x.example' },
        contactAttributes: { plan: 'pro' },
        conversationAttributes: { topic: 'b' },
      },
      'Oi',
    );
    await settle();
    expect(writes().map(({ line, body }) => [line, line.endsWith('messages') ? null : body])).toEqual([
      ['POST config', {}],
      ['PATCH contact', { email: 'a@x.example', custom_attributes: { plan: 'pro' } }],
      ['POST messages', null],
      ['POST conversations/set_custom_attributes', { custom_attributes: { topic: 'b' } }],
    ]);
    chat.view = 'home';
    chat.begin();
    expect(chat.view).toBe('thread');
  });
});

test('where an ended conversation stays ended, the next message begins another, and once only', async () => {
  answers['GET conversations'] = () => ({ id: 4, inbox_id: 1, status: 'resolved', contact_last_seen_at: 0 });
  const chat = await started(chatWith({ allowMessagesAfterResolved: false }), { authToken: 'o.l.d' });
  let begun = 0;
  answers['POST conversations'] = ({ message: given }) => {
    begun += 1;
    answers['GET conversations'] = () => ({ id: 5, inbox_id: 1, status: 'open', contact_last_seen_at: 0 });
    answers['POST messages'] = () => message({ ...(given as object), message_type: 0, conversation_id: 5 });
    throw new TypeError('the answer was lost');
  };
  chat.send('De novo', []);
  await settle();
  expect(chat.outbox.items).toHaveLength(1);
  chat.outbox.hurry();
  await settle();
  expect([begun, chat.thread.conversation?.id, chat.outbox.items.length]).toEqual([1, 5, 0]);
});

describe('what the host says of its visitor', () => {
  test('a user is told to the server at once, a new token is kept, and everything is loaded anew', async () => {
    answers['PATCH contact/set_user'] = () => ({ id: 9, has_email: true, widget_auth_token: 'u.s.er' });
    const chat = await started(chatWith());
    tell({ event: 'set-user', identifier: 'u1', user: { name: 'Ana', identifier_hash: 'h' } });
    await settle();
    await settle();
    const call = calls.find(({ line }) => line === 'PATCH contact/set_user');
    expect(call?.body).toEqual({ identifier: 'u1', name: 'Ana', identifier_hash: 'h' });
    expect(said).toContainEqual({ event: 'setAuthCookie', data: { widgetAuthToken: 'u.s.er' } });
    expect(chat.session.api.token).not.toBe('');
  });

  test('WID-01: a refused hash is reported, and changes nobody', async () => {
    answers['PATCH contact/set_user'] = () => refuse(401, 'HMAC failed: Invalid Identifier Hash Provided');
    await started(chatWith());
    tell({ event: 'set-user', identifier: 'u1', user: { name: 'Ana' } });
    await settle();
    expect(said).toContainEqual({
      event: 'error',
      errorType: 'SET_USER_ERROR',
      data: 'HMAC failed: Invalid Identifier Hash Provided',
    });
  });

  test('labels and attributes wait for a conversation to put them on', async () => {
    const chat = await started(chatWith());
    tell({ event: 'set-label', label: 'vip' });
    tell({ event: 'set-custom-attributes', customAttributes: { plan: 'pro' } });
    await settle();
    expect(writes()).toEqual([]);
    chat.send('Oi', []);
    await settle();
    await settle();
    expect(
      writes()
        .map(({ line }) => line)
        .sort(),
    ).toEqual(['PATCH contact', 'POST config', 'POST labels', 'POST messages']);
  });
});

test('after a reset nothing of the visitor before is left', async () => {
  const store = new Store('T');
  store.set('draft', 'secret');
  store.set('out:1', JSON.stringify({ echo: '1', text: 'secret', at: 1, after: null, files: 0 }));
  const chat = await started(chatWith(), { fresh: true });
  expect([store.get('draft'), chat.outbox.items, writes()]).toEqual(['', [], []]);
});

test('a server that cannot be reached is asked again when the chat is opened', async () => {
  window.fetch = async () => {
    throw new TypeError('network');
  };
  const chat = await started(chatWith(), { authToken: 'o.l.d' });
  expect(chat.thread.loaded).toBe(false);
  window.fetch = ((url: string, init: RequestInit) => serve(url, init)) as typeof fetch;
  tell({ event: 'toggle-open', isOpen: true, focus: true, authToken: 'o.l.d' });
  await settle();
  expect(chat.thread.loaded).toBe(true);
});
