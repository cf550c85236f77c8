import { describe, expect, it, vi } from 'vitest';
import type { AccountApi } from '@balcao/api';
import { FirstMessage } from './first-message.svelte.ts';

const conversation = (id: number, content: string | null) => ({
  id,
  meta: { sender: { name: 'Gmail' } },
  last_non_activity_message: content === null ? null : { content },
});

function waiting() {
  const payload: unknown[] = [];
  const get = vi.fn(async () => ({ data: { payload } }));
  return { payload, get, first: new FirstMessage({ get } as unknown as AccountApi, 7) };
}

describe('the wait for the first message', () => {
  it('ends when something comes through this inbox, and not through another', async () => {
    const { payload, get, first } = waiting();
    await first.look();
    expect(first.found).toBeNull();
    payload.push(conversation(31, 'Código de confirmação: 123'));
    first.hear('conversation.created', { inbox_id: 8, id: 30 });
    first.hear('presence.update', null);
    expect(get).toHaveBeenCalledTimes(1);
    first.hear('conversation.created', { inbox_id: 7, id: 31 });
    await expect.poll(() => first.found?.conversationId).toBe(31);
    expect(first.found).toMatchObject({ who: 'Gmail', text: 'Código de confirmação: 123' });
  });

  it('is not disturbed by a server that is away', async () => {
    const { get, first } = waiting();
    get.mockRejectedValueOnce(new Error('away'));
    await first.look();
    expect(first.found).toBeNull();
  });
});
