import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Composer, type Limits } from './composer.svelte.ts';
import type { DraftStore } from './drafts.ts';
import { FileDrawer } from './testing/memory.ts';

const LIMITS: Limits = {
  ...{ textMax: 10, filesPerMessage: 2, fileMax: 100, media: ['image'] },
  ...{ canReply: true, copies: false },
};

class Drawer implements DraftStore {
  readonly texts = new Map<string, string>();
  read = (id: number, mode: string) => this.texts.get(`${id} ${mode}`) ?? '';
  write = (id: number, mode: string, text: string) => void this.texts.set(`${id} ${mode}`, text);
}

const image = (size = 10, name = 'a.png') => new File(['x'.repeat(size)], name, { type: 'image/png' });
const sheet = new File(['x'], 'a.csv', { type: 'text/csv' });

let drawer: Drawer;
let files: FileDrawer;
let composer: Composer;

beforeEach(() => {
  vi.stubGlobal(
    'URL',
    Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => undefined }),
  );
  drawer = new Drawer();
  files = new FileDrawer();
  composer = new Composer(drawer, files);
  composer.open(1, LIMITS);
});

describe('the composer', () => {
  it('keeps a draft for each conversation and mode', () => {
    composer.write('resposta');
    composer.turn('note');
    composer.write('nota');
    composer.open(2, LIMITS);
    expect([composer.mode, composer.text]).toEqual(['reply', '']);
    composer.open(1, LIMITS);
    expect(composer.text).toBe('resposta');
    composer.turn('note');
    expect(composer.text).toBe('nota');
  });

  it('finds its drafts again on another visit, and sends nothing before their files are there', async () => {
    composer.write('resposta');
    composer.attach([image()]);
    const later = new Composer(drawer, files);
    later.open(1, LIMITS);
    expect([later.text, later.ready, later.take(50)]).toEqual(['resposta', false, null]);
    await vi.waitFor(() => expect(later.ready).toBe(true));
    expect(later.take(50)?.files).toHaveLength(1);
    expect(files.has(1, 'reply')).toBe(false);
  });

  it('keeps chosen files with their conversation and mode', () => {
    composer.attach([image()]);
    composer.turn('note');
    expect(composer.files).toEqual([]);
    composer.open(2, LIMITS);
    composer.open(1, LIMITS);
    expect(composer.files).toHaveLength(1);
  });

  it('is ready only with something to say that the channel takes', () => {
    expect(composer.ready).toBe(false);
    composer.write('  \n ');
    expect(composer.ready).toBe(false);
    composer.write('12345678901');
    expect([composer.ready, composer.over]).toEqual([false, 1]);
    composer.write('1234567890');
    expect(composer.ready).toBe(true);
    composer.write('😀😀😀😀😀😀😀😀😀😀');
    expect(composer.over).toBe(0);
    composer.write('');
    composer.attach([image()]);
    expect(composer.ready).toBe(true);
  });

  it('names every file that it does not take, and why', () => {
    composer.attach([image(101), sheet, image(0), image(), image(), image(5, 'c.png')]);
    expect(composer.files).toHaveLength(2);
    expect(composer.refused.map(({ reason }) => reason)).toEqual([
      'too_big',
      'wrong_kind',
      'empty',
      'too_many',
    ]);
  });

  it('lets a note carry what the channel could not', () => {
    composer.turn('note');
    composer.write('12345678901');
    composer.attach([sheet]);
    expect([composer.ready, composer.refused]).toEqual([true, []]);
  });

  it('writes notes only while the conversation takes no reply', () => {
    composer.open(3, { ...LIMITS, canReply: false });
    expect(composer.mode).toBe('note');
    composer.turn('reply');
    composer.write('oi');
    expect(composer.ready).toBe(false);
    composer.open(3, LIMITS);
    expect(composer.ready).toBe(true);
  });

  it('hands over a letter and starts with an empty sheet', () => {
    composer.write(' oi \n');
    composer.attach([image()]);
    const letter = composer.take(50);
    expect(letter).toMatchObject({ conversationId: 1, content: 'oi', private: false, at: 50 });
    expect(letter?.files).toHaveLength(1);
    expect([composer.text, composer.files]).toEqual(['', []]);
    expect(drawer.read(1, 'reply')).toBe('');
    expect(composer.take(50)).toBeNull();
  });

  it('takes a letter back in front of what was written since', () => {
    composer.write('oi');
    composer.attach([image()]);
    const letter = composer.take(50);
    composer.write('mais');
    if (letter) composer.recall(letter);
    expect([composer.text, composer.files.length]).toEqual(['oi\n\nmais', 1]);
  });

  describe('of a mail', () => {
    const MAIL: Limits = { ...LIMITS, textMax: null, copies: true };
    const people = { to: ['ana@x.com'], cc: ['bia@x.com'], bcc: [] };

    beforeEach(() => {
      composer.open(5, MAIL);
      composer.write('oi');
    });

    it('waits for somebody to go to', () => {
      expect(composer.ready).toBe(false);
      composer.envelope.offer(people);
      expect(composer.ready).toBe(true);
    });

    it('takes its addresses and its signature along', () => {
      composer.envelope.offer(people);
      expect(composer.take(1, 'Equipe')).toMatchObject({
        content: 'oi',
        recipients: people,
        signature: 'Equipe',
      });
    });

    it('lets a note go without any', () => {
      composer.turn('note');
      composer.write('nota');
      const note = composer.take(1, 'Equipe');
      expect([note?.recipients, note?.signature]).toEqual([undefined, undefined]);
    });

    it('takes back whom a letter was for, and marks what was refused', () => {
      composer.envelope.change('cc', ['bia@x']);
      composer.envelope.change('to', ['ana@x.com']);
      composer.envelope.change('cc', ['bia@x.com']);
      const letter = composer.take(1);
      composer.envelope.offer({ to: ['outra@x.com'], cc: [], bcc: [] });
      if (letter) composer.recall(letter, ['cc_emails']);
      expect([composer.envelope.recipients, composer.envelope.refused]).toEqual([people, ['cc']]);
    });
  });
});
