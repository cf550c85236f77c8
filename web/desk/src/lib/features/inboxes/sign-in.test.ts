import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountApi } from '@balcao/api';
import { language } from '#lib/i18n/index.svelte.ts';
import { Door } from './door.svelte.ts';
import { ChannelForm } from './form.svelte.ts';
import { providerName, providerOf, signInProblem } from './sign-in.ts';
import { owlInbox, owlPost } from './testing-channel.ts';

beforeAll(() => language.use('pt-BR'));
beforeEach(() => sessionStorage.clear());

const apiThat = (url: string) => {
  const post = vi.fn(async () => ({ success: true, url }));
  return { api: { post } as unknown as AccountApi, post };
};

function atTheDoor(url = 'https://ministry.example/enter?state=s') {
  const { api, post } = apiThat(url);
  const form = new ChannelForm(owlPost);
  form.set('office', 'ministry');
  const went: string[] = [];
  return { form, post, went, door: new Door(api, form, (to) => went.push(to)) };
}

describe('the door to a provider', () => {
  it('leads to the page that the server names, with the address that was typed', async () => {
    const { form, post, went, door } = atTheDoor();
    form.set('address', 'ana@owl.example');
    form.set('name', 'Corujas');
    await door.leave();
    expect(post).toHaveBeenCalledWith(
      '/ministry/authorization',
      { name: 'Corujas', address: 'ana@owl.example', inbox_id: undefined, values: {} },
      { cookies: true },
    );
    expect(went).toEqual(['https://ministry.example/enter?state=s']);
    expect(door.left).toBe(true);
  });

  it('takes along what is asked before one leaves, where it is asked', async () => {
    const { form, post, door } = atTheDoor();
    form.set('vault', 'loja@owl.example');
    await door.leave();
    const known = expect.objectContaining({ values: { vault: 'loja@owl.example' } }) as unknown;
    expect(post).toHaveBeenCalledWith('/ministry/authorization', known, { cookies: true });
  });

  it('says what is wrong with it before one leaves', async () => {
    const { form, went, door } = atTheDoor();
    form.set('vault', 'loja');
    await door.leave();
    expect([went, Boolean(form.errors.vault)]).toEqual([[], true]);
  });

  it('names the inbox that is to be connected anew', async () => {
    const { api, post } = apiThat('https://ministry.example/enter');
    const form = new ChannelForm(owlPost, owlInbox);
    form.set('office', 'ministry');
    await new Door(api, form, () => undefined).leave();
    const known = expect.objectContaining({ inbox_id: 4 }) as unknown;
    expect(post).toHaveBeenCalledWith('/ministry/authorization', known, { cookies: true });
  });

  it.each(['javascript:alert(1)', 'not an address', 'data:text/html,x'])(
    'does not open on what is no page: %s',
    async (url) => {
      const { form, went, door } = atTheDoor(url);
      await door.leave();
      expect(went).toEqual([]);
      expect(door.left).toBe(false);
      expect(form.failure).toBeTruthy();
    },
  );

  it('gives back what was typed to who returns without having been let in, but no secret', async () => {
    const before = atTheDoor();
    before.form.set('address', 'ana@owl.example');
    before.form.set('name', 'Corujas');
    before.form.set('password', 'hush');
    await before.door.leave();
    const after = atTheDoor();
    after.form.set('office', 'own');
    after.door.comeBack();
    expect(after.form.values).toMatchObject({
      address: 'ana@owl.example',
      name: 'Corujas',
      office: 'ministry',
    });
    expect(after.form.values.password).toBe('');
  });
});

describe('a provider', () => {
  it('is called as the channel calls it', () => {
    expect(providerName(owlPost, 'ministry')).toBe('Ministério');
  });

  it('connects again only what it connected before', () => {
    expect(providerOf(owlPost, owlInbox)).toBeNull();
    expect(providerOf(owlPost, { ...owlInbox, office: 'ministry' })).toBe('ministry');
  });

  it('has its refusal said in words', () => {
    expect(signInProblem('access_denied')).toContain('não foi autorizado');
    expect(signInProblem('other_mailbox')).toContain('outro endereço');
    expect(signInProblem('strange')).toContain('strange');
  });
});
