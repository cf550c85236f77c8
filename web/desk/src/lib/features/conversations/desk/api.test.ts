import { AccountApi, Api } from '@balcao/api';
import { beforeEach, expect, it } from 'vitest';
import type { Letter } from '../state/outbox.svelte.ts';
import { ConversationApi } from './api.ts';

/** Remembers what was to be sent. */
class Line extends AccountApi {
  said: [string, unknown][] = [];

  constructor() {
    super(new Api({ read: () => null, keep: () => undefined, lost: () => undefined }), 1);
  }

  override async post<T>(path: string, body?: unknown): Promise<T> {
    this.said.push([path, body]);
    return {} as T;
  }

  override async upload<T>(path: string, form: FormData): Promise<T> {
    this.said.push([path, Object.fromEntries(form)]);
    return {} as T;
  }
}

const recipients = { to: ['ana@x.com'], cc: ['bia@x.com', 'caio@x.com'], bcc: [] };
const letter: Letter = {
  ...{ echo: 'e', conversationId: 4, content: 'Oi', private: false, files: [], at: 1 },
  ...{ recipients, signature: 'Equipe' },
};
const file = new File(['x'], 'a.pdf');

let line: Line;
let api: ConversationApi;
const ignore = () => undefined;
beforeEach(() => {
  line = new Line();
  api = new ConversationApi(line);
});

it('sends an answer to everybody on the envelope, signed', async () => {
  await api.send(letter, ignore);
  const emails = { to_emails: ['ana@x.com'], cc_emails: ['bia@x.com', 'caio@x.com'], bcc_emails: [] };
  const words = { content: 'Oi\n\n-- \nEquipe', private: false, echo_id: 'e' };
  expect(line.said).toEqual([['/conversations/4/messages', { ...words, ...emails }]]);
});

it('sends the same with files, lists written with commas', async () => {
  await api.send({ ...letter, files: [file] }, ignore);
  expect(line.said[0]?.[1]).toMatchObject({
    ...{ to_emails: 'ana@x.com', cc_emails: 'bia@x.com,caio@x.com', bcc_emails: '' },
    'attachments[]': expect.any(File),
  });
});

it('names another subject only where there is one', async () => {
  await api.send({ ...letter, subject: 'Troca' }, ignore);
  await api.send({ ...letter, subject: 'Troca', files: [file] }, ignore);
  await api.send(letter, ignore);
  expect(line.said.map(([, body]) => (body as { mail_subject?: string }).mail_subject)).toEqual([
    ...['Troca', 'Troca', undefined],
  ]);
});

it('says nothing of addresses where the channel has none', async () => {
  await api.send({ ...letter, recipients: undefined, signature: undefined }, ignore);
  expect(line.said[0]?.[1]).toEqual({ content: 'Oi', private: false, echo_id: 'e' });
});

it('begins a conversation by mail', async () => {
  const mail = { inboxId: 7, subject: 'Pedido', letter };
  await api.begin(mail, ignore);
  await api.begin({ ...mail, letter: { ...letter, files: [file] } }, ignore);
  expect(line.said).toMatchObject([
    [
      '/conversations',
      {
        ...{ inbox_id: 7, to_emails: ['ana@x.com'], cc_emails: ['bia@x.com', 'caio@x.com'], bcc_emails: [] },
        additional_attributes: { mail_subject: 'Pedido' },
        message: { content: 'Oi\n\n-- \nEquipe' },
      },
    ],
    [
      '/conversations',
      {
        ...{ inbox_id: '7', to_emails: 'ana@x.com', cc_emails: 'bia@x.com,caio@x.com' },
        'additional_attributes[mail_subject]': 'Pedido',
        'message[content]': 'Oi\n\n-- \nEquipe',
        'attachments[]': expect.any(File),
      },
    ],
  ]);
});
