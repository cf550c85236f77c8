import { beforeEach, describe, expect, it } from 'vitest';
import type { DraftStore } from './drafts.ts';
import { Envelope } from './envelope.svelte.ts';

class Drawer implements DraftStore {
  readonly texts = new Map<string, string>();
  read = (id: number, sheet: string) => this.texts.get(`${id} ${sheet}`) ?? '';
  write = (id: number, sheet: string, text: string) => void this.texts.set(`${id} ${sheet}`, text);
}

const ana = { to: ['ana@x.com'], cc: [], bcc: [] };
const bia = { to: ['bia@x.com'], cc: ['caio@x.com'], bcc: [] };

let drawer: Drawer;
let envelope: Envelope;
beforeEach(() => {
  drawer = new Drawer();
  envelope = new Envelope(drawer);
  envelope.open(1);
});

describe('the envelope', () => {
  it('has a subject of its own only where the agent wrote another one, also after a reload', () => {
    envelope.entitle('Troca', 'Re: Girafa');
    const later = new Envelope(drawer);
    later.open(1);
    expect(later.subject).toBe('Troca');
    later.open(2);
    expect(later.subject).toBeNull();
    later.open(1);
    later.entitle('Re: Girafa', 'Re: Girafa');
    expect(later.subject).toBeNull();
    later.entitle('Troca', 'Re: Girafa');
    later.refuse(['mail_subject']);
    expect(later.subjectRefused).toBe(true);
    later.clear();
    expect([later.subject, later.subjectRefused, drawer.read(1, 'subject')]).toEqual([null, false, '']);
  });

  it('follows what is offered, until the agent decides', () => {
    envelope.offer(ana);
    envelope.offer(bia);
    expect(envelope.recipients).toEqual(bia);
    envelope.change('cc', []);
    envelope.offer(ana);
    expect(envelope.recipients).toEqual({ ...bia, cc: [] });
  });

  it('keeps what the agent decided with the conversation, over a reload too', () => {
    envelope.offer(ana);
    envelope.change('bcc', ['chefe@loja.com']);
    envelope.open(2);
    envelope.offer(bia);
    expect(envelope.recipients).toEqual(bia);
    const later = new Envelope(drawer);
    later.open(1);
    later.offer(ana);
    expect(later.recipients).toEqual({ ...ana, bcc: ['chefe@loja.com'] });
  });

  it('begins anew once the letter has left', () => {
    envelope.offer(ana);
    envelope.change('cc', ['bia@x.com']);
    envelope.clear();
    expect([envelope.recipients, envelope.touched]).toEqual([ana, false]);
    envelope.open(1);
    expect(envelope.touched).toBe(false);
  });

  it('is ready with somebody to go to and nothing wrong', () => {
    expect(envelope.ready).toBe(false);
    envelope.offer(ana);
    expect(envelope.ready).toBe(true);
    envelope.change('cc', ['bia@', 'caio@x.com']);
    expect([envelope.ready, envelope.wrong.cc]).toEqual([false, ['bia@']]);
    envelope.change('cc', ['bia@x.com']);
    expect(envelope.ready).toBe(true);
    envelope.change('to', []);
    expect(envelope.ready).toBe(false);
  });

  it('EML-20: goes to fifty people at most', () => {
    const people = Array.from({ length: 51 }, (_, i) => `p${i}@x.com`);
    envelope.change('to', people);
    expect([envelope.over, envelope.ready]).toEqual([true, false]);
    envelope.change('to', people.slice(1));
    expect([envelope.over, envelope.ready]).toEqual([false, true]);
  });

  it('marks the line that the server did not take, until it is changed', () => {
    envelope.offer(bia);
    envelope.refuse(['cc_emails', 'content']);
    expect(envelope.refused).toEqual(['cc']);
    envelope.change('cc', ['dora@x.com']);
    expect(envelope.refused).toEqual([]);
  });

  it('survives a draft that cannot be read', () => {
    drawer.write(3, 'envelope', '{');
    envelope.open(3);
    expect(envelope.recipients.to).toEqual([]);
  });
});
