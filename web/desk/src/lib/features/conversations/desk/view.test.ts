import { describe, expect, it } from 'vitest';
import { firstHabits, pathTo, searchWith, viewAt } from './view.ts';

const search = (text: string) => new URLSearchParams(text);

describe('the view of an address', () => {
  it('takes what the address says, and the habits for the rest', () => {
    const view = viewAt({ inboxId: '3' }, search('assignee_type=me&q= oi '), {
      ...firstHabits,
      status: 'snoozed',
    });
    expect(view).toEqual({
      filter: { status: 'snoozed', inboxId: 3, teamId: null, label: null, q: 'oi', undelivered: false },
      tab: 'me',
      sort: 'last_activity_at_desc',
    });
  });

  it('takes unknown values as not given', () => {
    const view = viewAt({ teamId: 'x' }, search('assignee_type=zz&status=bot&sort_by=1'), firstHabits);
    expect([view.tab, view.filter.status, view.sort, view.filter.teamId]).toEqual([
      'all',
      'open',
      firstHabits.sort,
      null,
    ]);
  });

  it('stays in its scope when a conversation is opened and left', () => {
    const query = search('status=all');
    expect(pathTo({}, query, 5)).toBe('/conversations/5?status=all');
    expect(pathTo({ conversationId: '5' }, query, null)).toBe('/conversations?status=all');
    expect(pathTo({ inboxId: '3', conversationId: '5' }, search(''), 6)).toBe('/inbox/3/conversations/6');
    expect(pathTo({ label: 'pós venda' }, search(''), null)).toBe('/label/p%C3%B3s%20venda');
  });

  it('keeps to what was not delivered while one reads', () => {
    const query = search('conversation_type=undelivered');
    expect(viewAt({}, query, firstHabits).filter.undelivered).toBe(true);
    expect(pathTo({}, query, 5)).toBe('/conversations/5?conversation_type=undelivered');
  });

  it('changes one word of a search', () => {
    expect(searchWith(search('a=1&b=2'), { a: null, c: '3', d: '' }).toString()).toBe('b=2&c=3');
  });
});
