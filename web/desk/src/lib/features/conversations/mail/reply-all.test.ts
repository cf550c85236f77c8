import { describe, expect, it } from 'vitest';
import { replyAll } from './reply-all.ts';
import { answerMessage, mailMessage } from '../state/testing/mails.ts';

const OWN = ['suporte@loja.com'];

describe('whom an answer goes to', () => {
  it('answers everybody of the last mail, but not the team itself', () => {
    const messages = [
      mailMessage({ from: ['velho@x.com'], to: ['suporte@loja.com'] }, 1),
      mailMessage(
        {
          from: ['ana@x.com'],
          to: ['Suporte@loja.com', 'bia@x.com'],
          cc: ['ana@x.com', 'suporte+r.abc@loja.com', 'caio@y.com'],
        },
        2,
      ),
    ];
    expect(replyAll(messages, OWN, 'velho@x.com')).toMatchObject({
      to: ['ana@x.com'],
      cc: ['bia@x.com', 'caio@y.com'],
      bcc: [],
      writer: null,
    });
  });

  it('EML-20: never makes a hidden copy again', () => {
    const mail = mailMessage({ from: ['ana@x.com'], to: OWN, bcc: ['segredo@x.com'] });
    expect(replyAll([mail], OWN, null)).toMatchObject({ cc: [], bcc: [] });
    const sent = answerMessage({
      to_emails: ['ana@x.com'],
      cc_emails: ['bia@x.com'],
      bcc_emails: ['eu@y.com'],
    });
    expect(replyAll([sent], OWN, null)).toMatchObject({ to: ['ana@x.com'], cc: ['bia@x.com'], bcc: [] });
  });

  it('EML-20: stops at fifty people and says how many it left out', () => {
    const cc = Array.from({ length: 500 }, (_, i) => `p${i}@x.com`);
    const answer = replyAll([mailMessage({ from: ['ana@x.com'], cc })], OWN, null);
    expect([answer.cc.length, answer.left]).toEqual([49, 451]);
  });

  it('EML-19: goes to the address that was asked for, and says so when that is another house', () => {
    const from = ['ana@x.com'];
    const near = mailMessage({ from, reply_to: ['vendas@x.com'] });
    expect(replyAll([near], OWN, null)).toMatchObject({ to: ['vendas@x.com'], writer: null });
    const far = mailMessage({ from, reply_to: ['eve@evil.com'] });
    expect(replyAll([far], OWN, null)).toMatchObject({ to: ['eve@evil.com'], writer: 'ana@x.com' });
  });

  it('EML-08: sends nothing to a stranger who wrote into the conversation, but names him', () => {
    const messages = [
      mailMessage({ from: ['ana@x.com'] }, 1),
      mailMessage({ from: ['eve@evil.com'], doubt: 'other_sender' }, 2),
    ];
    const answer = replyAll(messages, OWN, 'ana@x.com');
    expect([answer.to, answer.cc, answer.strangers]).toEqual([['ana@x.com'], [], ['eve@evil.com']]);
    const later = [...messages, mailMessage({ from: ['ana@x.com'] }, 3)];
    expect(replyAll(later, OWN, null).strangers).toEqual([]);
  });

  it('EML-02: does not turn to a colleague because a machine answered for him', () => {
    const messages = [
      mailMessage({ from: ['ana@x.com'], cc: ['rui@x.com'] }, 1),
      mailMessage({ from: ['rui@x.com'], auto_reply: true }, 2),
    ];
    expect(replyAll(messages, OWN, null)).toMatchObject({ to: ['ana@x.com'], cc: ['rui@x.com'] });
    expect(replyAll(messages.slice(1), OWN, null).to).toEqual(['rui@x.com']);
  });

  it('EML-01: never answers an inbox of the team', () => {
    expect(replyAll([mailMessage({ from: OWN })], OWN, 'suporte@loja.com').to).toEqual([]);
  });

  it('begins with the contact, where he has an address', () => {
    expect(replyAll([], OWN, 'ana@x.com').to).toEqual(['ana@x.com']);
    expect(replyAll([], OWN, null).to).toEqual([]);
  });
});
