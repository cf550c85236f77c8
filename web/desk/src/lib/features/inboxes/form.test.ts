import { beforeAll, describe, expect, it } from 'vitest';
import { ApiError, type ChannelAbout, type ChannelField, type Inbox } from '@balcao/api';
import { language } from '#lib/i18n/index.svelte.ts';
import { ChannelForm } from './form.svelte.ts';

beforeAll(() => language.use('pt-BR'));

const words = (text: string) => ({ 'pt-BR': text, en: text, es: text });

function field(key: string, more: Partial<ChannelField> = {}): ChannelField {
  return {
    key,
    label: words(key),
    help: null,
    kind: 'text',
    required: false,
    default: null,
    choices: null,
    pattern: null,
    max_length: null,
    show_if: null,
    editable_after: true,
    same_as: null,
    ...more,
  };
}

const about: ChannelAbout = {
  kind: 'pigeon',
  channel_type: 'Channel::Pigeon',
  icon: '',
  title: words('Pombo'),
  summary: words(''),
  steps: [
    {
      key: 'loft',
      title: words('Pombal'),
      on_create: true,
      fields: [
        field('name', { required: true }),
        field('loft_url', { kind: 'url', required: true, editable_after: false }),
        field('ring', { kind: 'color', default: '#0d5f68' }),
        field('greeting_enabled', { kind: 'bool', default: false }),
        field('greeting_message', { kind: 'textarea', show_if: { greeting_enabled: true }, required: true }),
      ],
    },
    {
      key: 'flight',
      title: words('Voo'),
      on_create: false,
      fields: [
        field('rules.hours', { kind: 'int', pattern: '[1-9]\\d{0,3}' }),
        field('routes', { kind: 'choices' }),
      ],
    },
    {
      key: 'carry',
      title: words('Levar'),
      on_create: false,
      fields: [field('loft_key', { kind: 'readonly_copy' })],
    },
  ],
  capabilities: {
    text_max: null,
    media: [],
    files_per_message: 1,
    markup: 'plain',
    can_start_conversation: true,
    carries_on: false,
    subject: false,
    copies: false,
    names_sent: false,
    typing: false,
    receipts: false,
  },
  sign_in: null,
  suggests: [],
  watched: false,
  phrases: [],
};

const inbox = {
  id: 9,
  name: 'Pombo da serra',
  channel_type: 'Channel::Pigeon',
  loft_url: 'https://serra.example',
  ring: '#112233',
  greeting_enabled: false,
  rules: { hours: 24 },
  routes: ['north'],
  loft_key: 'k1',
} as unknown as Inbox;

const shown = (form: ChannelForm) => form.steps.flatMap((step) => form.fields(step).map(({ key }) => key));

describe('a form for a new inbox', () => {
  it('asks only for what a new inbox cannot do without, with nothing to copy yet', () => {
    const form = new ChannelForm(about);
    expect(shown(form)).toEqual(['name', 'loft_url', 'ring', 'greeting_enabled']);
    expect(form.values.ring).toBe('#0d5f68');
  });

  it('asks more when an answer calls for it', () => {
    const form = new ChannelForm(about);
    form.set('greeting_enabled', true);
    expect(shown(form)).toContain('greeting_message');
  });

  it('says at each field what is missing, and sends nothing', async () => {
    const form = new ChannelForm(about);
    form.set('loft_url', 'not an address');
    let sent = false;
    expect(await form.submit(async () => (sent = true))).toBeNull();
    expect(sent).toBe(false);
    expect(form.errors).toEqual({
      name: 'Preencha este campo.',
      loft_url: 'Informe um endereço válido, como https://empresa.com.',
    });
    form.set('name', 'Pombo');
    expect(form.errors.name).toBeUndefined();
  });

  it('sends what belongs to the inbox beside the channel, and the rest inside it', async () => {
    const form = new ChannelForm(about);
    form.set('name', 'Pombo');
    form.set('loft_url', 'serra.example');
    let body: unknown;
    await form.submit(async (sent) => (body = sent));
    expect(body).toEqual({
      name: 'Pombo',
      greeting_enabled: false,
      channel: { type: 'pigeon', loft_url: 'serra.example', ring: '#0d5f68' },
    });
  });

  it('keeps what was typed when the server refuses, and says so at the field', async () => {
    const form = new ChannelForm(about);
    form.set('name', 'Pombo');
    form.set('loft_url', 'https://serra.example');
    const refusal = new ApiError(422, 'Loft url has already been taken', ['loft_url']);
    expect(await form.submit(() => Promise.reject(refusal))).toBeNull();
    expect(form.errors.loft_url).toBe('Este valor já está em uso.');
    expect(form.values.name).toBe('Pombo');
    await form.submit(() => Promise.reject(new ApiError(0, '')));
    expect(form.failure).toContain('Sem conexão');
  });
});

describe('a form for an inbox that exists', () => {
  it('shows what it is, leaves fixed things alone and has things to copy', () => {
    const form = new ChannelForm(about, inbox);
    expect(shown(form)).toEqual(['name', 'ring', 'greeting_enabled', 'rules.hours', 'routes', 'loft_key']);
    expect(form.values['rules.hours']).toBe(24);
    expect(form.stepsToCopy.map(({ key }) => key)).toEqual(['carry']);
    expect(form.changed).toBe(false);
  });

  it('sends only what was changed', async () => {
    const form = new ChannelForm(about, inbox);
    form.set('rules.hours', 48);
    expect(form.changed).toBe(true);
    let body: unknown;
    await form.submit(async (sent) => (body = sent));
    expect(body).toEqual({ channel: { rules: { hours: 48 } } });
    expect(form.changed).toBe(false);
  });

  it('is not held up by what was wrong before and is left as it was', () => {
    const form = new ChannelForm(about, { ...inbox, ring: 'teal' } as unknown as Inbox);
    form.set('name', 'Pombo da praia');
    expect(form.check()).toBe(true);
    form.set('name', '');
    expect(form.check()).toBe(false);
  });

  it('does not change the inbox it was made from', () => {
    const form = new ChannelForm(about, inbox);
    (form.values.routes as string[]).push('south');
    expect(inbox.routes).toEqual(['north']);
    expect(form.changed).toBe(true);
  });

  it('takes only whole numbers of the declared form', () => {
    const form = new ChannelForm(about, inbox);
    for (const wrong of ['two', 0, 123_456]) {
      form.set('rules.hours', wrong);
      expect(form.check(), String(wrong)).toBe(false);
    }
    form.set('rules.hours', null);
    expect(form.check()).toBe(true);
  });
});
