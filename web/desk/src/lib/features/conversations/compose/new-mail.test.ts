import { ApiError, type Conversation } from '@balcao/api';
import { beforeEach, describe, expect, it } from 'vitest';
import type { FirstMail } from '../desk/api.ts';
import type { Limits } from '../state/composer.svelte.ts';
import type { DraftStore } from '../state/drafts.ts';
import { FileDrawer } from '../state/testing/memory.ts';
import { conversationRecord, restOf } from '../state/testing/shapes.ts';
import { NewMail } from './new-mail.svelte.ts';

const LIMITS: Limits = {
  ...{ textMax: null, filesPerMessage: 10, fileMax: 1000, media: ['file'] },
  ...{ canReply: true, copies: true },
};

class Drawer implements DraftStore {
  readonly texts = new Map<string, string>();
  read = (id: number, sheet: string) => this.texts.get(`${id} ${sheet}`) ?? '';
  write = (id: number, sheet: string, text: string) => void this.texts.set(`${id} ${sheet}`, text);
}

let drawer: Drawer;
let files: FileDrawer;
let sent: FirstMail[];
let answer: () => Promise<Conversation>;
let mail: NewMail;

function begin(): NewMail {
  const fresh = new NewMail(drawer, files, (one) => {
    sent.push(one);
    return answer();
  });
  fresh.allow(LIMITS);
  return fresh;
}

function fill(): void {
  mail.chooseInbox(7);
  mail.composer.envelope.change('to', ['ana@x.com']);
  mail.composer.envelope.change('cc', ['bia@x.com']);
  mail.entitle(' Seu pedido ');
  mail.composer.write('Olá, Ana!');
}

const written = () => [mail.subject, mail.composer.text, mail.composer.envelope.recipients.to];

beforeEach(() => {
  drawer = new Drawer();
  files = new FileDrawer();
  sent = [];
  answer = async () => restOf(conversationRecord(3, 7, 1));
  mail = begin();
});

describe('a new mail', () => {
  it('says what is missing before anything is sent', async () => {
    mail.composer.envelope.change('to', ['ana@x.com']);
    expect(await mail.send(1, '')).toBeNull();
    expect([mail.missing, sent]).toEqual([['subject', 'text'], []]);
    mail.entitle('Oi');
    expect(mail.missing).toEqual(['text']);
  });

  it('does not leave with an address that is none', async () => {
    fill();
    mail.composer.envelope.change('cc', ['bia@']);
    expect([await mail.send(1, ''), sent]).toEqual([null, []]);
  });

  it('leaves with everything, and is gone then', async () => {
    fill();
    mail.open = true;
    const conversation = await mail.send(50, 'Equipe');
    expect(conversation?.id).toBe(3);
    expect(sent).toMatchObject([
      {
        inboxId: 7,
        subject: 'Seu pedido',
        letter: {
          content: 'Olá, Ana!',
          signature: 'Equipe',
          recipients: { to: ['ana@x.com'], cc: ['bia@x.com'], bcc: [] },
        },
      },
    ]);
    expect([written(), mail.empty, mail.open]).toEqual([['', '', []], true, false]);
  });

  it('keeps every word when the server refuses, and marks the line', async () => {
    fill();
    answer = () => Promise.reject(new ApiError(422, 'cc is invalid', ['cc_emails']));
    expect(await mail.send(1, '')).toBeNull();
    expect(written()).toEqual([' Seu pedido ', 'Olá, Ana!', ['ana@x.com']]);
    expect(mail.composer.envelope.refused).toEqual(['cc']);
    expect([mail.busy, mail.failure]).toEqual([false, expect.any(ApiError)]);
  });

  it('is sent once, however often the button is pressed', async () => {
    fill();
    await Promise.all([mail.send(1, ''), mail.send(1, '')]);
    expect(sent).toHaveLength(1);
  });

  it('waits as a draft, over a reload too', () => {
    fill();
    mail = begin();
    expect([written(), mail.inboxId]).toEqual([[' Seu pedido ', 'Olá, Ana!', ['ana@x.com']], 7]);
    mail.discard();
    mail = begin();
    expect(mail.empty).toBe(true);
  });
});
