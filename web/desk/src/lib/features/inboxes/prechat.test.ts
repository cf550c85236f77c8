import { describe, expect, it } from 'vitest';
import { editField, moveField, readPreChat } from './prechat.ts';

const names = (form: { pre_chat_fields: { name: string }[] }) => form.pre_chat_fields.map(({ name }) => name);

describe('the pre-chat form', () => {
  it('always offers the three standard questions, after what is kept', () => {
    const form = readPreChat({ pre_chat_fields: [{ name: 'order', label: 'Pedido', enabled: true }] });
    expect(names(form)).toEqual(['order', 'emailAddress', 'fullName', 'phoneNumber']);
    expect(form.pre_chat_fields[1]).toMatchObject({ enabled: false, required: false, type: 'email' });
    expect(names(readPreChat(null))).toHaveLength(3);
  });

  it('keeps what it does not know', () => {
    expect(readPreChat({ pre_chat_message: 'Oi', tone: 'warm' })).toMatchObject({ tone: 'warm' });
  });

  it('changes one question and leaves the others', () => {
    const form = editField(readPreChat(null), 'fullName', { enabled: true, required: true });
    expect(form.pre_chat_fields.filter(({ enabled }) => enabled).map(({ name }) => name)).toEqual([
      'fullName',
    ]);
  });

  it('moves a question by one place, and not past the ends', () => {
    const form = readPreChat(null);
    expect(names(moveField(form, 'fullName', -1))).toEqual(['fullName', 'emailAddress', 'phoneNumber']);
    expect(names(moveField(form, 'emailAddress', -1))).toEqual(names(form));
    expect(names(moveField(form, 'phoneNumber', 1))).toEqual(names(form));
  });
});
