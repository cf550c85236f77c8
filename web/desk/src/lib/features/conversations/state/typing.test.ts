import type { Sender } from '@balcao/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TypingSignal } from './signal.ts';
import { conversationRecord, eventOf, messageOf } from './testing/shapes.ts';
import { Typing } from './typing.svelte.ts';

const record = conversationRecord(7, 1, 1_700_000_000);
const ana: Sender = { id: 1, name: 'Ana', type: 'contact' };
const bia: Sender = { id: 1, name: 'Bia', type: 'user' };
const data = (user: Sender) => ({ account_id: 1, conversation: eventOf(record), user, is_private: false });

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('who is typing', () => {
  const names = (typing: Typing) => typing.of(7).map(({ who }) => who.name);

  it('shows each writer once until they stop', () => {
    const typing = new Typing();
    typing.apply({ event: 'conversation.typing_on', data: data(ana) });
    typing.apply({ event: 'conversation.typing_on', data: data(ana) });
    typing.apply({ event: 'conversation.typing_on', data: data(bia) });
    expect(names(typing)).toEqual(['Ana', 'Bia']);
    typing.apply({ event: 'conversation.typing_off', data: data(ana) });
    expect(names(typing)).toEqual(['Bia']);
  });

  it('is over when the message is there', () => {
    const typing = new Typing();
    typing.apply({ event: 'conversation.typing_on', data: data(ana) });
    typing.apply({ event: 'message.created', data: { ...messageOf(1, record), sender: ana } });
    expect(names(typing)).toEqual([]);
  });

  it('forgets whoever went silent without a word', () => {
    const typing = new Typing();
    typing.apply({ event: 'conversation.typing_on', data: data(ana) });
    vi.advanceTimersByTime(29_000);
    typing.apply({ event: 'conversation.typing_on', data: data(ana) });
    vi.advanceTimersByTime(29_000);
    expect(names(typing)).toEqual(['Ana']);
    vi.advanceTimersByTime(1_000);
    expect(names(typing)).toEqual([]);
  });
});

describe('telling that one types', () => {
  const said: unknown[] = [];
  const signal = new TypingSignal((...words) => said.push(words));
  beforeEach(() => (said.length = 0));

  it('speaks at the first key, every ten seconds, and when it is over', () => {
    for (let i = 0; i < 24; i += 1) {
      signal.type(7, false);
      vi.advanceTimersByTime(500);
    }
    expect(said).toEqual([
      [7, true, false],
      [7, true, false],
    ]);
    vi.advanceTimersByTime(3_000);
    expect(said.at(-1)).toEqual([7, false, false]);
    signal.stop();
    expect(said).toHaveLength(3);
  });

  it('ends in one conversation or mode before it begins in another', () => {
    signal.type(7, false);
    signal.type(7, true);
    signal.type(8, true);
    signal.stop();
    expect(said).toEqual([
      [7, true, false],
      [7, false, false],
      [7, true, true],
      [7, false, true],
      [8, true, true],
      [8, false, true],
    ]);
  });
});
