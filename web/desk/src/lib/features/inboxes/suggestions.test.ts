import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChannelForm } from './form.svelte.ts';
import { Suggestions, type Suggestion } from './suggestions.svelte.ts';
import { owlPost, words } from './testing-channel.ts';
import type { Values } from './values.ts';

const known: Suggestion = {
  values: { fetching: true, host: 'perch.owl.example', port: 143, office: 'ministry', unheard: 1 },
  note: words('Use uma senha de app.'),
};

let asked: Values[];
let signals: AbortSignal[];
let answer: () => Promise<Suggestion>;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  signals = [];
  answer = async () => known;
});
afterEach(() => vi.useRealTimers());

function open() {
  const form = new ChannelForm(owlPost);
  const suggestions = new Suggestions(form, (values, signal) => {
    asked.push(values);
    signals.push(signal);
    return answer();
  });
  const type = (key: string, value: unknown) => {
    form.set(key, value);
    suggestions.changed(key);
  };
  return { form, suggestions, type };
}

const pause = () => vi.advanceTimersByTimeAsync(700);

describe('suggestions', () => {
  it('are asked for once, when a whole address stands there', async () => {
    const { type } = open();
    for (const typed of ['a', 'ana', 'ana@', 'ana@owl.example']) type('address', typed);
    expect(asked).toEqual([]);
    await pause();
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ address: 'ana@owl.example' });
    type('address', 'ana@owl');
    await pause();
    expect(asked).toHaveLength(1);
  });

  it('fill in what nobody typed, and never choose the provider', async () => {
    const { form, suggestions, type } = open();
    type('port', 1143);
    type('address', 'ana@owl.example');
    await pause();
    expect(form.values).toMatchObject({
      host: 'perch.owl.example',
      port: 1143,
      fetching: true,
      office: 'own',
    });
    expect([...suggestions.settled].sort()).toEqual(['fetching', 'host']);
    expect(suggestions.note?.['pt-BR']).toBe('Use uma senha de app.');
    expect(form.values).not.toHaveProperty('unheard');
  });

  it('go away with the address they belonged to, but not what was typed over them', async () => {
    const { form, suggestions, type } = open();
    type('address', 'ana@owl.example');
    await pause();
    type('port', 2143);
    answer = async () => ({ values: {}, note: null });
    type('address', 'ana@unknown.example');
    await pause();
    expect(form.values).toMatchObject({ host: '', port: 2143, fetching: false });
    expect(suggestions.found.size).toBe(0);
    expect(suggestions.note).toBeNull();
  });

  it('say when the server knew nothing and somebody has to fill it in', async () => {
    const { suggestions, type } = open();
    answer = async () => ({ values: {}, note: null });
    type('fetching', true);
    expect(suggestions.none).toBe(false);
    type('address', 'ana@unknown.example');
    await pause();
    expect(suggestions.none).toBe(true);
    type('host', 'perch.unknown.example');
    expect(suggestions.none).toBe(false);
  });

  it('leave a step to the reader whose place the server does not know', async () => {
    const { form, suggestions, type } = open();
    answer = async () => ({ values: { fetching: true, port: 993 }, note: null });
    type('address', 'ana@unknown.example');
    await pause();
    expect(form.values).toMatchObject({ fetching: true, port: 993 });
    expect([...suggestions.settled]).toEqual(['fetching']);
    type('host', 'perch.unknown.example');
    expect([...suggestions.settled]).toEqual(['fetching']);
  });

  it('of an address that was changed meanwhile are not heard', async () => {
    const { form, suggestions, type } = open();
    let late: (value: Suggestion) => void = () => undefined;
    answer = () => new Promise((resolve) => (late = resolve));
    type('address', 'ana@owl.example');
    await pause();
    expect(suggestions.asking).toBe(true);
    type('address', 'ana@owl.exampl');
    expect(signals[0]?.aborted).toBe(true);
    late(known);
    await vi.advanceTimersByTimeAsync(0);
    expect(form.values.host).toBe('');
    type('address', 'ana@');
    await pause();
    expect(suggestions.asking).toBe(false);
  });

  it('never tell the server a secret, what is half typed, or what it said itself', async () => {
    const { type } = open();
    type('password', 'hush');
    type('port', 'a few');
    type('address', 'ana@owl.example');
    await pause();
    expect(Object.keys(asked[0] ?? {}).sort()).toEqual([
      'address',
      'fetching',
      'host',
      'name',
      'office',
      'perches',
      'protection',
      'vault',
    ]);
    type('address', 'bia@owl.example');
    await pause();
    expect(asked[1]).not.toHaveProperty('host');
  });

  it('are not wanted by who signs in at the provider', async () => {
    const { type } = open();
    type('office', 'ministry');
    type('address', 'ana@owl.example');
    await pause();
    expect(asked).toEqual([]);
  });

  it('fail in silence', async () => {
    const { form, suggestions, type } = open();
    answer = () => Promise.reject(new Error('away'));
    type('address', 'ana@owl.example');
    await pause();
    expect(suggestions.asking).toBe(false);
    expect(form.failure).toBeNull();
  });
});
