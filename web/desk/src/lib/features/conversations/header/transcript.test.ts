import { ApiError } from '@balcao/api';
import { beforeAll, expect, it } from 'vitest';
import { language } from '#lib/i18n/index.svelte.ts';
import { Transcript } from './transcript.svelte.ts';

beforeAll(() => language.use('pt-BR'));

/** Sends, and remembers to whom. */
async function sent(transcript: Transcript): Promise<string[]> {
  const to: string[] = [];
  await transcript.send(async (address) => to.push(address));
  return to;
}

it('goes to the customer, unless somebody else is chosen', async () => {
  const transcript = new Transcript('ana@x.com', 'bia@y.com');
  expect(transcript.readers).toEqual(['contact', 'me', 'other']);
  expect(await sent(transcript)).toEqual(['ana@x.com']);
  transcript.choose('me');
  expect(await sent(transcript)).toEqual(['bia@y.com']);
});

it('does not offer a customer without an address', async () => {
  const transcript = new Transcript(null, 'bia@y.com');
  expect(transcript.readers).toEqual(['me', 'other']);
  expect(await sent(transcript)).toEqual(['bia@y.com']);
});

it('sends nothing to what is no address, and says so at the field', async () => {
  const transcript = new Transcript('ana@x.com', 'bia@y.com');
  transcript.choose('other');
  transcript.form.values.email = 'caio@';
  expect(await sent(transcript)).toEqual([]);
  expect(transcript.form.errors.email).toContain('e-mail válido');
  transcript.form.values.email = ' caio@z.com ';
  expect(await sent(transcript)).toEqual(['caio@z.com']);
});

it('keeps the choice and the words when the server refuses', async () => {
  const transcript = new Transcript(null, null);
  transcript.form.values.email = 'caio@z.com';
  const refusal = new ApiError(422, 'Email is invalid', ['email']);
  expect(await transcript.send(() => Promise.reject(refusal))).toBeNull();
  expect(transcript.form.values).toEqual({ reader: 'other', email: 'caio@z.com' });
  expect(transcript.form.errors.email).toBeTruthy();
});

it('says above the form what is wrong with an address that nobody typed', async () => {
  const transcript = new Transcript('ana@x', null);
  expect(await sent(transcript)).toEqual([]);
  expect(transcript.failure).toContain('e-mail válido');
  transcript.choose('other');
  expect(transcript.failure).toBeNull();
});
