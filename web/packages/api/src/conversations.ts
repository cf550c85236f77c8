import type { Json, Refine, Schemas } from './shape.ts';
import type { Agent, Availability, Team } from './types.ts';

export type ConversationStatus = 'open' | 'resolved' | 'pending' | 'snoozed';
export type Priority = 'low' | 'medium' | 'high' | 'urgent';

export interface Sender {
  id: number;
  name: string;
  type: 'user' | 'contact' | 'agent_bot';
  available_name?: string;
  avatar_url?: string;
  thumbnail?: string;
  availability_status?: Availability | null;
}

export type Contact = Refine<
  Schemas['Contact'],
  { availability_status: 'online' | 'offline'; additional_attributes: Json; custom_attributes: Json }
>;

export type ContactEvent = Refine<
  Schemas['ContactEvent'],
  { additional_attributes: Json; custom_attributes: Json }
>;

/** A file of a message: an image, a sound, a film or anything else to fetch. */
export type Attachment = Refine<
  Schemas['Attachment'],
  {
    data_url: string;
    thumb_url: string;
    file_size: number;
    extension: string | null;
    width: number | null;
    height: number | null;
  }
>;

interface MessageParts {
  message_type: 0 | 1 | 2 | 3;
  status: 'sent' | 'delivered' | 'read' | 'failed';
  content_attributes: Json;
  sender?: Sender;
  attachments?: Attachment[];
}

export type MessageEvent = Refine<
  Schemas['MessageEvent'],
  MessageParts & {
    sender_type: 'User' | 'Contact' | 'AgentBot' | null;
    additional_attributes: Json;
    external_source_ids?: Json;
    sentiment?: Json;
  }
>;

/** A message as a thread lists it. */
export type Message = Refine<Schemas['balcao.shapes.message.Message'], MessageParts>;

export type Conversation = Refine<
  Schemas['Conversation'],
  {
    meta: Refine<
      Schemas['Meta'],
      { sender: Contact; assignee?: Agent; assignee_type?: 'User' | 'AgentBot'; team?: Team }
    >;
    messages: MessageEvent[];
    last_non_activity_message: MessageEvent | null;
    status: ConversationStatus;
    priority: Priority | null;
    additional_attributes: Json;
    custom_attributes: Json;
    labels: string[];
    sla_policy_id?: number | null;
  }
>;

/** A conversation as the socket tells of it (contract §6.3). */
export interface ConversationEvent {
  id: number;
  account_id: number;
  inbox_id: number;
  status: ConversationStatus;
  priority: Priority | null;
  channel: string;
  can_reply: boolean;
  contact_inbox: { id: number; contact_id: number; inbox_id: number; source_id: string };
  messages: MessageEvent[];
  labels: string[];
  meta: {
    sender: ContactEvent;
    assignee: Sender | null;
    assignee_type: 'User' | 'AgentBot' | null;
    team: { id: number; name: string } | null;
    hmac_verified: boolean;
  };
  additional_attributes: Json;
  custom_attributes: Json;
  snoozed_until: string | null;
  unread_count: number;
  first_reply_created_at: string | null;
  waiting_since: number;
  agent_last_seen_at: number;
  contact_last_seen_at: number;
  last_activity_at: number;
  timestamp: number;
  created_at: number;
  updated_at: number;
}

export type ConversationCounts = Schemas['Counts'];
