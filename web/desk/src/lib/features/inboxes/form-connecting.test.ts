import { beforeAll, describe, expect, it } from 'vitest';
import { ApiError } from '@balcao/api';
import { language } from '#lib/i18n/index.svelte.ts';
import { ChannelForm } from './form.svelte.ts';
import { owlInbox, owlPost, words } from './testing-channel.ts';

beforeAll(() => language.use('pt-BR'));

const shown = (form: ChannelForm) => form.steps.flatMap((step) => form.fields(step).map(({ key }) => key));
const [account] = owlPost.steps;

function filled(): ChannelForm {
  const form = new ChannelForm(owlPost);
  const typed = {
    name: 'Corujas',
    address: 'ana@owl.example',
    fetching: true,
    host: 'owl.example',
    password: 'x',
  };
  for (const [key, value] of Object.entries(typed)) form.set(key, value);
  return form;
}

const refusal = (attributes: string[]) =>
  new ApiError(422, 'Password is wrong', attributes, {
    words: words('O provedor não aceitou esta senha.'),
    detail: 'NO [AUTHENTICATIONFAILED] Invalid credentials',
  });

describe('a field that may be left to another', () => {
  it('says the same in a new inbox, unless something was typed', () => {
    const form = filled();
    expect(form.body().channel).toMatchObject({ password: 'x', sending_password: 'x' });
    form.set('sending_password', 'y');
    expect(form.body().channel).toMatchObject({ password: 'x', sending_password: 'y' });
  });

  it('stays what it is in an inbox that exists', () => {
    const form = new ChannelForm(owlPost, owlInbox);
    form.set('password', 'new');
    expect(form.body().channel).toEqual({ password: 'new' });
  });
});

describe('a field that is asked for in more cases than one', () => {
  const asked = (office: string, fetching: boolean) => {
    const form = new ChannelForm(owlPost, owlInbox);
    form.set('office', office);
    form.set('fetching', fetching);
    return shown(form).includes('perches');
  };

  it('is there in each of them, and in no mixture', () => {
    expect([asked('own', true), asked('own', false)]).toEqual([true, false]);
    expect([asked('ministry', false), asked('village', true)]).toEqual([true, false]);
  });

  it('follows every field that one of its cases names', () => {
    const form = new ChannelForm(owlPost);
    expect([form.decides('office'), form.decides('fetching'), form.decides('host')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('a channel at whose provider one signs in', () => {
  it('asks only what it is called, where and who, once such a provider is chosen', () => {
    const form = new ChannelForm(owlPost);
    expect(form.entrance).toBeNull();
    expect(shown(form)).toContain('fetching');
    form.set('office', 'ministry');
    expect(form.entrance).toBe('ministry');
    expect(shown(form)).toEqual(['name', 'address', 'office', 'vault']);
  });

  it('needs no address there, but takes no broken one', () => {
    const form = new ChannelForm(owlPost);
    form.set('office', 'ministry');
    expect(form.check()).toBe(true);
    form.set('address', 'ana@');
    expect(form.check()).toBe(false);
    expect(form.errors.address).toBe('Informe um e-mail válido, como nome@empresa.com.');
  });

  it('signs in again only when an inbox that exists is to go elsewhere', () => {
    expect(new ChannelForm(owlPost, { ...owlInbox, office: 'ministry' }).entrance).toBeNull();
    const form = new ChannelForm(owlPost, owlInbox);
    form.set('office', 'ministry');
    expect(form.entrance).toBe('ministry');
  });

  it('shows a field for any of the values that call for it', () => {
    const form = new ChannelForm(owlPost);
    form.set('office', 'village');
    expect(shown(form)).toContain('fetching');
    form.set('office', 'nowhere');
    expect(shown(form)).not.toContain('fetching');
  });
});

describe('settings that a provider refuses', () => {
  it('are marked in the reader’s language, with what the provider said, and stay as typed', async () => {
    const form = filled();
    expect(await form.submit(() => Promise.reject(refusal(['password'])))).toBeNull();
    expect(form.errors).toEqual({ password: 'O provedor não aceitou esta senha.' });
    expect(form.details.password).toContain('AUTHENTICATIONFAILED');
    expect(form.failure).toBeNull();
    expect(form.values.password).toBe('x');
    form.set('password', 'xy');
    expect(form.errors).toEqual({});
    expect(form.details).toEqual({});
  });

  it('are said even where the page shows no such field', async () => {
    if (!account) throw new Error('the channel has no first step');
    const form = new ChannelForm(owlPost, owlInbox);
    form.set('address', 'bia@owl.example');
    await form.submit(() => Promise.reject(refusal(['password'])));
    const [other] = form.unseen(account);
    expect(other?.field.key).toBe('password');
    expect(other?.error).toBe('O provedor não aceitou esta senha.');
    expect(form.unseen(owlPost.steps[1] ?? account)).toEqual([]);
  });
});

describe('a secret that the inbox keeps', () => {
  it('is empty, asks for nothing and is not sent', async () => {
    const form = new ChannelForm(owlPost, owlInbox);
    form.set('port', 143);
    let body: unknown;
    await form.submit(async (sent) => (body = sent));
    expect(body).toEqual({ channel: { port: 143 } });
  });

  it('does not stay on the page once it is sent', async () => {
    const form = new ChannelForm(owlPost, owlInbox);
    form.set('password', 'new one');
    await form.submit(async () => 'ok');
    expect(form.values.password).toBe('');
    expect(form.changed).toBe(false);
  });
});

it('sends nothing for a choice that nobody made', async () => {
  const form = filled();
  let body: unknown;
  await form.submit(async (sent) => (body = sent));
  expect(body).toMatchObject({ channel: { protection: null } });
});

it('gives nothing to copy that is not there', () => {
  expect(new ChannelForm(owlPost, owlInbox).stepsToCopy.map(({ key }) => key)).toEqual(['carry']);
  const none = new ChannelForm(owlPost, { ...owlInbox, perch: null });
  expect(none.stepsToCopy).toEqual([]);
});
