import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Contact } from '@balcao/api';
import { language } from '#lib/i18n/index.svelte.ts';
import { contactOf, conversationRecord } from '../state/testing/shapes.ts';
import ChipsInput from './ChipsInput.svelte';

// The parts ask how the page is looked at as soon as they are loaded.
vi.hoisted(() => vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined })));

const ana: Contact = { ...contactOf(conversationRecord(1, 1, 1)), name: 'Ana', email: 'ana@x.com' };

let values: string[];
let shown: Record<string, unknown>;
const onchange = (next: string[]) => (values = next);
const search = vi.fn(async () => [ana]);

const input = () => document.querySelector('input') as HTMLInputElement;
const type = (text: string) => {
  input().value = text;
  input().dispatchEvent(new Event('input', { bubbles: true }));
  flushSync();
};
const press = (key: string) => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
  input().dispatchEvent(event);
  flushSync();
  return event;
};
const show = (before: string[] = []) => {
  shown = mount(ChipsInput, {
    target: document.body,
    props: { label: 'Para', values: before, search, onchange },
  });
  flushSync();
};

beforeAll(() => language.use('pt-BR'));
beforeEach(() => {
  vi.useFakeTimers();
  values = [];
});
afterEach(() => {
  void unmount(shown);
  document.body.innerHTML = '';
  vi.useRealTimers();
});

describe('a line of addresses', () => {
  it.each([
    ['Enter', 'ana@x.com', ['ana@x.com']],
    [';', 'ana', ['ana']],
    [',', 'ana@x.com', ['ana@x.com']],
    [' ', 'ana@x.com', ['ana@x.com']],
    // A name goes on.
    [',', '"Lima', []],
    [' ', 'Ana', []],
  ])('%j after %j', (key, text, expected) => {
    show();
    type(text);
    press(key);
    expect(values).toEqual(expected);
  });

  it('takes what is left in it when focus goes', () => {
    show(['bia@x.com']);
    type('ana@x.com');
    input().dispatchEvent(new FocusEvent('blur'));
    expect(values).toEqual(['bia@x.com', 'ana@x.com']);
  });

  it('takes a pasted list apart', () => {
    show();
    const event = new Event('paste', { bubbles: true, cancelable: true });
    Object.assign(event, { clipboardData: { getData: () => 'Ana <ana@x.com>; bia@x.com' } });
    input().dispatchEvent(event);
    expect([values, event.defaultPrevented]).toEqual([['ana@x.com', 'bia@x.com'], true]);
  });

  it('drops the last one backwards', () => {
    show(['ana@x.com', 'bia@x.com']);
    press('Backspace');
    expect(values).toEqual(['ana@x.com']);
  });

  it('finds people, and takes the one the keys chose', async () => {
    show();
    type('an');
    await vi.advanceTimersByTimeAsync(200);
    flushSync();
    expect(document.querySelector('[role=option]')?.textContent).toContain('Ana');
    press('ArrowDown');
    expect(input().getAttribute('aria-activedescendant')).toBe(document.querySelector('[role=option]')?.id);
    press('Enter');
    expect(values).toEqual(['ana@x.com']);
  });

  it('never sends the form it stands in', () => {
    show();
    expect(press('Enter').defaultPrevented).toBe(true);
  });
});
