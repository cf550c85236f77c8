import { beforeEach, describe, expect, it } from 'vitest';
import type { Letter } from '../state/outbox.svelte.ts';
import { leftBehind, sweep } from './left-behind.ts';
import { DraftShelf, LetterShelf } from './shelf.ts';

const [ANA, RUI] = [7, 8];
const drafts = (user: number, account = 1) => new DraftShelf(`${account}.${user}`);
const letter = (echo: string): Letter => ({
  ...{ echo, conversationId: 1, content: 'oi', private: false, files: [], at: 1 },
});

beforeEach(() => localStorage.clear());

describe('what somebody leaves behind in a browser', () => {
  it('is counted by conversation, in every account, with what has not arrived yet', () => {
    expect(leftBehind(ANA)).toBe(0);
    drafts(ANA).write(12, 'reply', 'Olá');
    drafts(ANA).write(12, 'note', 'ver com o Rui');
    drafts(ANA).write(-1, 'about', '{"inboxId":3,"subject":"Pedido"}');
    drafts(ANA, 2).write(12, 'note', 'outra conta');
    new LetterShelf(`1.${ANA}`).keep(letter('e1'));
    localStorage.setItem(`balcao.desk.draft.1.${ANA}.13.reply.files`, '200');
    expect(leftBehind(ANA)).toBe(5);
  });

  it('is nothing where nothing was said', () => {
    drafts(ANA).write(12, 'envelope', '{"to":["a@x.com"],"cc":[],"bcc":[]}');
    drafts(ANA).write(12, 'reply', ' \n');
    drafts(RUI).write(12, 'reply', 'de outra pessoa');
    expect(leftBehind(ANA)).toBe(0);
  });

  it('is gone when it was swept, and only that', async () => {
    drafts(ANA).write(12, 'reply', 'Olá');
    drafts(ANA).write(12, 'envelope', '{}');
    new LetterShelf(`2.${ANA}`).keep(letter('e1'));
    drafts(RUI).write(12, 'reply', 'de outra pessoa');
    localStorage.setItem('balcao.theme', 'dark');
    localStorage.setItem(`balcao.desk.draft.1.${ANA}.13.reply.files`, '200');
    await sweep(ANA);
    expect(leftBehind(ANA)).toBe(0);
    expect(Object.keys(localStorage).sort()).toEqual([`balcao.desk.draft.1.${RUI}.12.reply`, 'balcao.theme']);
  });
});
