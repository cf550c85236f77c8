import type {
  Contact,
  Conversation,
  ConversationEvent,
  ConversationStatus,
  MessageEvent,
  Priority,
} from '@balcao/api';

/** What the fake server keeps of a conversation. */
export interface Kept {
  id: number;
  inbox_id: number;
  status: ConversationStatus;
  priority: Priority | null;
  assignee_id: number | null;
  unread: number;
  waiting_since: number;
  created_at: number;
  updated_at: number;
  last_activity_at: number;
  messages: MessageEvent[];
}

export function conversationRecord(id: number, inbox_id: number, now: number): Kept {
  return {
    ...{ id, inbox_id, status: 'open', priority: null, assignee_id: null, unread: 0, waiting_since: 0 },
    ...{ created_at: now, updated_at: now, last_activity_at: now, messages: [] },
  };
}

export function contactOf(record: Kept): Contact {
  return {
    ...{
      id: 1000 + record.id,
      name: `Contato ${record.id}`,
      email: null,
      phone_number: null,
      identifier: null,
    },
    ...{ thumbnail: '', blocked: false, availability_status: 'offline' },
    ...{ additional_attributes: {}, custom_attributes: {} },
  };
}

const kinds = { incoming: 0, outgoing: 1, note: 1, activity: 2 } as const;

export function messageOf(
  id: number,
  record: Kept,
  kind: keyof typeof kinds = 'incoming',
  created_at = record.created_at,
): MessageEvent {
  return {
    ...{
      id,
      content: `mensagem ${id}`,
      inbox_id: record.inbox_id,
      conversation_id: record.id,
      account_id: 1,
    },
    ...{
      message_type: kinds[kind],
      content_type: 'text',
      content_attributes: {},
      status: 'sent',
      created_at,
    },
    ...{ private: kind === 'note', source_id: null, updated_at: new Date(created_at * 1000).toISOString() },
    ...{ sender_type: kind === 'incoming' ? 'Contact' : 'User', sender_id: 1, additional_attributes: {} },
    processed_message_content: null,
    conversation: {
      ...{ assignee_id: record.assignee_id, unread_count: record.unread },
      ...{ last_activity_at: record.last_activity_at, contact_inbox: { source_id: 's' } },
    },
  };
}

const shared = (record: Kept) => ({
  ...{
    id: record.id,
    account_id: 1,
    inbox_id: record.inbox_id,
    status: record.status,
    priority: record.priority,
  },
  ...{ labels: [], can_reply: true, snoozed_until: null, additional_attributes: {}, custom_attributes: {} },
  ...{ waiting_since: record.waiting_since, created_at: record.created_at, updated_at: record.updated_at },
  ...{ contact_last_seen_at: 0, agent_last_seen_at: 0, unread_count: Math.min(10, record.unread) },
  ...{ last_activity_at: record.last_activity_at, timestamp: record.last_activity_at },
});

export function restOf(record: Kept): Conversation {
  const assignee = record.assignee_id
    ? { assignee: agentOf(record.assignee_id), assignee_type: 'User' as const }
    : {};
  const last = record.messages.at(-1);
  return {
    ...shared(record),
    ...{ uuid: `u${record.id}`, muted: false, assignee_last_seen_at: 0, first_reply_created_at: 0 },
    messages: last ? [last] : [],
    last_non_activity_message: record.messages.findLast((one) => one.message_type !== 2) ?? null,
    meta: { sender: contactOf(record), channel: 'Channel::WebWidget', hmac_verified: false, ...assignee },
  };
}

export function eventOf(record: Kept): ConversationEvent {
  const shown = record.messages.findLast((one) => one.message_type !== 2 && !one.private);
  const { availability_status: _, ...contact } = contactOf(record);
  return {
    ...shared(record),
    ...{ channel: 'Channel::WebWidget', first_reply_created_at: null },
    contact_inbox: { id: record.id, contact_id: contact.id, inbox_id: record.inbox_id, source_id: 's' },
    messages: shown ? [shown] : [],
    meta: {
      sender: { ...contact, type: 'contact' },
      assignee: record.assignee_id ? { ...agentOf(record.assignee_id), type: 'user' } : null,
      ...{ assignee_type: record.assignee_id ? 'User' : null, team: null, hmac_verified: false },
    },
  };
}

function agentOf(id: number) {
  return {
    ...{ id, account_id: 1, availability_status: 'online' as const, auto_offline: false, confirmed: true },
    ...{ email: `a${id}@x.y`, provider: 'email', available_name: `Agente ${id}`, name: `Agente ${id}` },
    ...{ role: 'agent' as const, thumbnail: '' },
  };
}
