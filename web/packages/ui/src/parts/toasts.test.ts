import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Toasts } from './toasts.svelte.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('Toasts', () => {
  it('go by themselves when they tell of a success', () => {
    const toasts = new Toasts();
    toasts.success('Salvo');
    vi.advanceTimersByTime(3999);
    expect(toasts.list.map(({ text }) => text)).toEqual(['Salvo']);
    vi.advanceTimersByTime(1);
    expect(toasts.list).toEqual([]);
  });

  it('stay until closed when they tell of a failure', () => {
    const toasts = new Toasts();
    const id = toasts.failure('Não foi possível salvar');
    vi.advanceTimersByTime(3_600_000);
    expect(toasts.list).toHaveLength(1);
    toasts.close(id);
    expect(toasts.list).toEqual([]);
  });

  it('are at most three at a time, the newest', () => {
    const toasts = new Toasts();
    for (const text of ['a', 'b', 'c', 'd']) toasts.show(text);
    expect(toasts.list.map(({ text }) => text)).toEqual(['b', 'c', 'd']);
  });
});
