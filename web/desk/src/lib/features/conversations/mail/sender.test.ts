import { describe, expect, it } from 'vitest';
import type { Inbox, Message, User } from '@balcao/api';
import { senderOf } from './sender.ts';

const inbox = {
  ...{ name: 'Loja', business_name: 'Loja Aurora', sender_name_type: 'friendly', email: 'loja@x.example' },
} as unknown as Inbox;
const me = { name: 'Ana Moura', display_name: 'Ana' } as User;
const sent = (from: string, message_type: 0 | 1 = 1) =>
  ({ message_type, content_attributes: { email: { from: [from] } } }) as unknown as Message;

describe('the sender of an answer', () => {
  it('is named as the inbox says, with the agent or without', () => {
    expect(senderOf(inbox, me, [])).toEqual({ name: 'Ana (Loja Aurora)', address: 'loja@x.example' });
    expect(senderOf({ ...inbox, sender_name_type: 'professional' }, me, []).name).toBe('Loja Aurora');
    expect(senderOf({ ...inbox, business_name: null }, { ...me, display_name: null }, []).name).toBe(
      'Ana Moura (Loja)',
    );
  });

  it('writes from the address from which the team wrote last', () => {
    const messages = [sent('correio@site.example'), sent('nina@x.example', 0)];
    expect(senderOf(inbox, me, messages).address).toBe('correio@site.example');
  });
});
