import type { MailDetails } from '@balcao/api';
import { describe, expect, it } from 'vitest';
import { timeline } from '../state/timeline.ts';
import { mailOf, missingOf, recipientsOf, subjectOf } from './mail.ts';
import { meetingOf } from './meeting.ts';
import { answerMessage, mailMessage } from '../state/testing/mails.ts';

describe('a mail', () => {
  it('is read from what the server says of it', () => {
    const mail = mailOf(
      mailMessage({
        subject: 'Pedido\u202e 12',
        from: ['ana@x.com'],
        to: ['suporte@loja.com'],
        date: '2026-03-04T10:20:00-03:00',
        html_content: {
          full: '<p>a</p><blockquote>b</blockquote>',
          reply: '<p>a</p>',
          quoted: '<blockquote>b</blockquote>',
        },
        doubt: 'unauthenticated',
        refused_files: [{ name: 'filme.mov', size: 90_000_000, reason: 'too large' }],
      }),
    );
    expect(mail).toMatchObject({
      subject: 'Pedido 12',
      from: ['ana@x.com'],
      cc: [],
      doubt: 'unauthenticated',
    });
    expect(mail?.date?.toISOString()).toBe('2026-03-04T13:20:00.000Z');
    expect(mail?.refused).toEqual([{ name: 'filme.mov', size: 90_000_000, reason: 'too large' }]);
  });

  it('EML-19: is not called by a name that pretends to be another address', () => {
    const from = ['eve@evil.com'];
    expect(mailOf(mailMessage({ from, from_name: 'chefe@loja.com' }))?.fromName).toBe('');
    expect(mailOf(mailMessage({ from, from_name: 'Chefe <chefe@loja.com>' }))?.fromName).toBe('');
    expect(mailOf(mailMessage({ from, from_name: 'Eve (Eve@evil.com)' }))?.fromName).toBe(
      'Eve (Eve@evil.com)',
    );
    expect(mailOf(mailMessage({ from, from_name: 'Chefe' }))?.fromName).toBe('Chefe');
  });

  it('EML-01: says why one of too many is taken for automatic', () => {
    const message = mailMessage({});
    expect(mailOf(message)).toMatchObject({ automatic: false, tooMany: false });
    const attributes = { ...message.content_attributes, automatic: 'too_many' };
    expect(mailOf({ ...message, content_attributes: attributes })).toMatchObject({
      automatic: true,
      tooMany: true,
    });
  });

  it('EML-09: says that it brings a code of another service', () => {
    expect(mailOf(mailMessage({}))?.verification).toBe(false);
    expect(mailOf(mailMessage({ verification: true }))?.verification).toBe(true);
  });

  it('may lack anything, or say nonsense', () => {
    const nonsense = {
      from: 'ana',
      to: [1, null],
      html_content: [],
      refused_files: 'x',
      doubt: 'x',
      date: 'ontem',
    };
    const mail = mailOf(mailMessage(nonsense as unknown as MailDetails));
    expect(mail).toMatchObject({ from: [], to: [], refused: [], doubt: null, date: null });
    expect(mail?.html.full).toBe('');
    expect(mailOf({ ...mailMessage({}), content_attributes: {} })?.subject).toBe('');
    expect(mailOf(answerMessage({}))).toBeNull();
  });

  it('is a sheet of its own in the thread, and none once it was deleted', () => {
    const [mail, gone] = [mailMessage({ from: ['ana@x.com'] }, 1), mailMessage({}, 2)];
    const deleted = { ...gone, content_attributes: { deleted: true } };
    expect(timeline([mail, deleted], []).map(({ kind }) => kind)).toEqual(['day', 'mail', 'bubble']);
  });
});

it('says whom the team wrote to: what was sent, before that what was asked', () => {
  expect(recipientsOf(answerMessage({ to_emails: ['a@x.com'], cc_emails: ['b@x.com'] }))).toEqual({
    to: ['a@x.com'],
    cc: ['b@x.com'],
    bcc: [],
  });
  const email = { to: ['c@x.com'], cc: [], bcc: ['d@x.com'] };
  expect(recipientsOf(answerMessage({ to_emails: ['a@x.com'], email }))).toEqual(email);
});

it('says who of several has not got it: who is asked again, and who refused it', () => {
  const message = answerMessage({});
  expect(missingOf(message)).toEqual({ waiting: [], refused: [], doubted: [], reason: '' });
  message.content_attributes.put_off = ['bia@x.com', 7];
  message.content_attributes.refused = ['caio@x.com'];
  message.content_attributes.delivery_note = 'Not sent to everybody.';
  message.content_attributes.maybe_returned = ['dora@x.com'];
  expect(missingOf(message)).toEqual({
    waiting: ['bia@x.com'],
    refused: ['caio@x.com'],
    doubted: ['dora@x.com'],
    reason: 'Not sent to everybody.',
  });
});

it('knows what a conversation is about', () => {
  expect(subjectOf({ mail_subject: 'Oi' })).toBe('Oi');
  expect(subjectOf({ mail_subject: { a: 1 } })).toBe('');
});

describe('a meeting', () => {
  it('is told in the reader’s words', () => {
    const meeting = meetingOf(
      {
        method: 'REQUEST',
        summary: 'Visita',
        starts_at: '2026-03-04T10:00:00',
        ends_at: '2026-03-04T11:30:00',
        organizer: 'mailto:ana@x.com',
      },
      'pt-BR',
    );
    expect(meeting).toMatchObject({ kind: 'invited', title: 'Visita', organizer: 'ana@x.com' });
    expect(meeting.when).toMatch(/4 de março de 2026.*10:00.*11:30/);
  });

  it('may last whole days, be called off, or have no time that can be read', () => {
    const days = meetingOf({ method: 'cancel', starts_at: '2026-03-04', ends_at: '2026-03-06' }, 'pt-BR');
    expect([days.kind, days.when]).toEqual(['cancelled', expect.stringMatching(/4.*5 de março de 2026$/)]);
    expect(meetingOf({ starts_at: '2026-03-04', ends_at: '2026-03-05' }, 'pt-BR').when).toBe(
      'quarta-feira, 4 de março de 2026',
    );
    expect(meetingOf({ starts_at: 'depois' }, 'pt-BR').when).toBe('');
  });
});
