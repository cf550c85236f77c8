import { beforeAll, describe, expect, it } from 'vitest';
import { ApiError } from '@balcao/api';
import { language } from '../i18n/index.svelte.ts';
import { emailProblem, passwordProblem, problems } from './checks.ts';
import { Form } from './form.svelte.ts';

beforeAll(() => language.use('pt-BR'));

const filled = () =>
  new Form({ name: 'Ana', email: 'ana@aurora.com.br' }, { aliases: { full_name: 'name' } });

describe('Form', () => {
  it('sends nothing while something is wrong', async () => {
    const form = new Form({ email: 'x' }, { check: ({ email }) => problems({ email: emailProblem(email) }) });
    let sent = false;
    expect(await form.submit(async () => (sent = true))).toBe(false);
    expect(sent).toBe(false);
    expect(form.errors.email).toContain('e-mail válido');
  });

  it('puts a refusal beside the field the server names, and keeps what was typed', async () => {
    const form = filled();
    const refusal = new ApiError(422, 'Email has already been taken', ['email']);
    expect(await form.submit(() => Promise.reject(refusal))).toBe(false);
    expect(form.errors).toEqual({ email: 'Este valor já está em uso.' });
    expect(form.failure).toBeNull();
    expect(form.values).toEqual({ name: 'Ana', email: 'ana@aurora.com.br' });
    expect(form.busy).toBe(false);
  });

  it('knows a field under the name the server gives it', async () => {
    const form = filled();
    await form.submit(() => Promise.reject(new ApiError(422, "Name can't be blank", ['full_name'])));
    expect(form.errors.name).toBe('Preencha este campo.');
  });

  it('says above the form what belongs to no field', async () => {
    for (const [status, words] of [
      [0, 'Sem conexão'],
      [429, 'Muitas tentativas'],
      [500, 'Algo deu errado'],
    ] as const) {
      const form = filled();
      await form.submit(() => Promise.reject(new ApiError(status, 'x')));
      expect(form.failure).toContain(words);
    }
  });

  it('says when a refused attempt may be repeated', async () => {
    const form = filled();
    const refusal = new ApiError(429, 'Retry later');
    refusal.retryAfter = 130;
    await form.submit(() => Promise.reject(refusal));
    expect(form.failure).toBe('Muitas tentativas seguidas. Tente de novo em 3 minutos.');
  });

  it('sends once, however often the button is pressed', async () => {
    const form = filled();
    let release = (): void => undefined;
    let sent = 0;
    const send = () => {
      sent += 1;
      return new Promise<void>((done) => (release = done));
    };
    const first = form.submit(send);
    expect(await form.submit(send)).toBe(false);
    release();
    expect(await first).toBe(true);
    expect(sent).toBe(1);
  });

  it('clears yesterday’s errors', async () => {
    const form = filled();
    await form.submit(() => Promise.reject(new ApiError(422, 'x', ['email'])));
    expect(await form.submit(async () => undefined)).toBe(true);
    expect(form.errors).toEqual({});
  });
});

describe('passwordProblem', () => {
  it('wants ten bytes of four kinds', () => {
    expect(passwordProblem('Ab1!Ab1!Ab')).toBeNull();
    expect(passwordProblem('Ab1!Ab1!A')).toContain('10 caracteres');
    for (const plain of ['abcdefgh1!', 'ABCDEFGH1!', 'Abcdefghi!', 'Abcdefghi1']) {
      expect(passwordProblem(plain)).toContain('Misture');
    }
  });
});
