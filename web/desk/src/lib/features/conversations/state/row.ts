import type {
  Contact,
  ContactEvent,
  Conversation,
  ConversationEvent,
  ConversationStatus,
  Json,
  Message,
  MessageEvent,
  Priority,
} from '@balcao/api';

/** A colleague (or bot) as a row shows them. */
export interface Person {
  id: number;
  name: string;
  thumbnail: string;
}

/** A contact as every part of the desk shows it; GET and socket carry all of it. */
export type RowContact = Omit<ContactEvent, 'type'>;

/**
 * One conversation, the same whether it came by GET or by the socket.
 *
 * Two clocks keep late and repeated news out: `updated_at` versions the conversation's own columns,
 * `newest_id` (highest message id known) versions what follows from messages. So applying any two pieces of
 * news in either order, or twice, gives the same row.
 */
export interface Row {
  id: number;
  inbox_id: number;
  channel: string;
  status: ConversationStatus;
  priority: Priority | null;
  labels: readonly string[];
  can_reply: boolean;
  snoozed_until: string | null;
  contact: RowContact;
  assignee: Person | null;
  team: { id: number; name: string } | null;
  additional_attributes: Json;
  custom_attributes: Json;
  waiting_since: number;
  first_reply_created_at: number;
  created_at: number;
  updated_at: number;
  contact_last_seen_at: number;
  newest_id: number;
  preview: Message | null;
  unread_count: number;
  agent_last_seen_at: number;
  last_activity_at: number;
}

type MessageSide = Pick<
  Row,
  'newest_id' | 'preview' | 'unread_count' | 'agent_last_seen_at' | 'last_activity_at'
>;

/** The row for a conversation that GET answered, on top of what is known of it. */
export function rowFromRest(rest: Conversation, known?: Row): Row {
  const preview = rest.last_non_activity_message ?? null;
  const fresh: Row = {
    ...columns(rest),
    channel: rest.meta.channel,
    contact: rowContact(rest.meta.sender),
    assignee: person(rest.meta.assignee),
    team: teamOf(rest.meta.team),
    first_reply_created_at: rest.first_reply_created_at,
    newest_id: Math.max(preview?.id ?? 0, rest.messages[0]?.id ?? 0),
    preview,
  };
  return known ? merge(known, fresh) : fresh;
}

/** The row after a `conversation.*` event. */
export function rowFromEvent(event: ConversationEvent, known?: Row): Row {
  const preview = event.messages[0] ?? null;
  const fresh: Row = {
    ...columns(event),
    channel: event.channel,
    contact: rowContact(event.meta.sender),
    assignee: person(event.meta.assignee),
    team: teamOf(event.meta.team),
    first_reply_created_at: seconds(event.first_reply_created_at),
    newest_id: preview?.id ?? 0,
    preview,
  };
  return known ? merge(known, fresh) : fresh;
}

/** The row after a message of it was created. Older messages than the newest known change nothing. */
export function rowAfterMessage(row: Row, message: MessageEvent): Row {
  if (message.id <= row.newest_id) return row;
  const activity = message.message_type === 2;
  return {
    ...row,
    newest_id: message.id,
    preview: activity ? row.preview : message,
    unread_count: message.conversation.unread_count,
    last_activity_at: Math.max(row.last_activity_at, message.conversation.last_activity_at),
  };
}

/** The row after a message of it changed (delivered, deleted …). */
export function rowAfterEdit(row: Row, message: Message): Row {
  return row.preview?.id === message.id ? { ...row, preview: message } : row;
}

export function rowContact(contact: Contact | ContactEvent): RowContact {
  const { id, name, email, phone_number, identifier, thumbnail, blocked } = contact;
  const { additional_attributes, custom_attributes } = contact;
  return {
    ...{ id, name, email, phone_number, identifier, thumbnail, blocked },
    ...{ additional_attributes, custom_attributes },
  };
}

function columns(source: Conversation | ConversationEvent) {
  return {
    id: source.id,
    inbox_id: source.inbox_id,
    status: source.status,
    priority: source.priority,
    labels: source.labels,
    can_reply: source.can_reply,
    snoozed_until: source.snoozed_until,
    additional_attributes: source.additional_attributes,
    custom_attributes: source.custom_attributes,
    waiting_since: source.waiting_since,
    created_at: source.created_at,
    updated_at: source.updated_at,
    contact_last_seen_at: source.contact_last_seen_at,
    unread_count: source.unread_count,
    agent_last_seen_at: source.agent_last_seen_at,
    last_activity_at: source.last_activity_at,
  };
}

function merge(known: Row, fresh: Row): Row {
  const column = fresh.updated_at < known.updated_at ? known : fresh;
  const messages = fresh.newest_id < known.newest_id ? known : fresh;
  const last_activity_at = Math.max(known.last_activity_at, fresh.last_activity_at);
  const contact_last_seen_at = Math.max(known.contact_last_seen_at, fresh.contact_last_seen_at);
  return { ...column, ...messageSide(messages), last_activity_at, contact_last_seen_at };
}

function messageSide(row: Row): MessageSide {
  const { newest_id, preview, unread_count, agent_last_seen_at, last_activity_at } = row;
  return { newest_id, preview, unread_count, agent_last_seen_at, last_activity_at };
}

function person(
  source: { id: number; name: string; available_name?: string; thumbnail?: string } | null | undefined,
) {
  if (!source) return null;
  const { id, name, available_name, thumbnail } = source;
  return { id, name: available_name || name, thumbnail: thumbnail ?? '' };
}

function teamOf(source: { id: number; name: string } | null | undefined) {
  return source ? { id: source.id, name: source.name } : null;
}

function seconds(iso: string | null): number {
  return iso ? Math.floor(Date.parse(iso) / 1000) : 0;
}
