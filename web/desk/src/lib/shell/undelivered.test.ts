import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AccountApi, Api } from '@balcao/api';
import { Undelivered } from './undelivered.svelte.ts';

const failed = { id: 7, previous_changes: { status: ['sent', 'failed'] } };
const keeper = { read: () => null, keep: () => undefined, lost: () => undefined };
let amount = { conversations: 0, messages: 0 };
let asked = 0;

beforeEach(() => {
  vi.useFakeTimers();
  [asked, amount] = [0, { conversations: 0, messages: 0 }];
  vi.stubGlobal('fetch', async () => {
    asked += 1;
    return new Response(JSON.stringify(amount));
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const opened = () => new Undelivered(new AccountApi(new Api(keeper), 1));

describe('what was not delivered', () => {
  it('is counted anew once for a burst of failures', async () => {
    const undelivered = opened();
    amount = { conversations: 2, messages: 5 };
    for (let i = 0; i < 5; i += 1) undelivered.apply('message.updated', failed);
    await vi.advanceTimersByTimeAsync(1000);
    expect(undelivered.amount).toEqual({ conversations: 2, messages: 5 });
    expect(asked).toBe(1);
  });

  it('goes down when somebody resolves, and is not asked for while there is none', async () => {
    const undelivered = opened();
    undelivered.apply('conversation.status_changed', {});
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toBe(0);
    amount = { conversations: 1, messages: 1 };
    await undelivered.load();
    amount = { conversations: 0, messages: 0 };
    undelivered.apply('conversation.status_changed', {});
    await vi.advanceTimersByTimeAsync(1000);
    expect(undelivered.amount.conversations).toBe(0);
  });
});
