import type { Conversation, ConversationEvent, ConversationStatus, MessageEvent } from '@balcao/api';
import type { ServerEvent } from '../events.ts';
import { inTab, matches, tabs } from '../filter.ts';
import { PAGE, type Counts, type View } from '../list.svelte.ts';
import { orders } from '../order.ts';
import type { Page } from '../pager.ts';
import { rowFromRest, type Row } from '../row.ts';
import { conversationRecord, type Kept, messageOf, restOf, eventOf } from './shapes.ts';

export const ME = 1;

/** A server small enough to be seen through: verbs change records and answer with the events they cause. */
export class FakeServer {
  readonly records = new Map<number, Kept>();
  now = 1_700_000_000;
  #version = 0;
  #messageId = 0;

  open(inboxId = 1): ServerEvent[] {
    const record = conversationRecord(this.records.size + 1, inboxId, this.now);
    this.records.set(record.id, record);
    return [{ event: 'conversation.created', data: this.#touch(record) }, ...this.write(record.id)];
  }

  write(id: number, kind: 'incoming' | 'outgoing' | 'note' | 'activity' = 'incoming'): ServerEvent[] {
    const record = this.record(id);
    const message = messageOf((this.#messageId += 1), record, kind, this.now);
    record.last_activity_at = this.now;
    if (kind === 'incoming') record.unread += 1;
    const data = this.#filled(message, record);
    record.messages.push(data);
    const waiting = record.waiting_since;
    if (kind === 'incoming' && !waiting) record.waiting_since = this.now;
    if (kind === 'outgoing') record.waiting_since = 0;
    const created = { event: 'message.created' as const, data };
    const changed = waiting !== record.waiting_since ? this.#updated(record) : [];
    return [created, ...changed];
  }

  turn(id: number, status: ConversationStatus): ServerEvent[] {
    const record = this.record(id);
    record.status = status;
    const data = this.#touch(record);
    return [
      { event: 'conversation.status_changed', data },
      { event: 'conversation.updated', data },
    ];
  }

  assign(id: number, agentId: number | null): ServerEvent[] {
    const record = this.record(id);
    record.assignee_id = agentId;
    const data = this.#touch(record);
    return [
      { event: 'assignee.changed', data },
      { event: 'conversation.updated', data },
    ];
  }

  prioritize(id: number, priority: Conversation['priority']): ServerEvent[] {
    this.record(id).priority = priority;
    return this.#updated(this.record(id));
  }

  record(id: number): Kept {
    const record = this.records.get(id);
    if (!record) throw new Error(`no conversation ${id}`);
    return record;
  }

  rest(id: number): Conversation {
    return restOf(this.record(id));
  }

  /** The rows of a view, whole and in order, as a fresh snapshot has them. */
  fresh(view: View): Row[] {
    return this.#matching(view)
      .filter((row) => inTab(row, view.tab, ME))
      .sort(orders[view.sort]);
  }

  page(view: View, page: number): Page {
    const rows = this.fresh(view).slice((page - 1) * PAGE, page * PAGE);
    return { counts: this.counts(view), conversations: rows.map(({ id }) => this.rest(id)) };
  }

  counts(view: View): Counts {
    const rows = this.#matching(view);
    const count = (tab: (typeof tabs)[number]) => rows.filter((row) => inTab(row, tab, ME)).length;
    return { me: count('me'), unassigned: count('unassigned'), all: count('all') };
  }

  #matching(view: View): Row[] {
    const rows = [...this.records.keys()].map((id) => rowFromRest(this.rest(id)));
    return rows.filter((row) => matches(row, view.filter));
  }

  #updated(record: Kept): ServerEvent[] {
    return [{ event: 'conversation.updated', data: this.#touch(record) }];
  }

  #touch(record: Kept): ConversationEvent {
    this.#version += 1;
    record.updated_at = this.now + this.#version / 1_000_000;
    return eventOf(record);
  }

  #filled(message: MessageEvent, record: Kept): MessageEvent {
    const conversation = {
      ...message.conversation,
      assignee_id: record.assignee_id,
      unread_count: Math.min(10, record.unread),
      last_activity_at: record.last_activity_at,
    };
    return { ...message, conversation };
  }
}
