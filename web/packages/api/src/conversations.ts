import type { Agent, Availability, InboxSlim, Json, Team } from './types.ts';

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

export interface Contact {
  id: number;
  name: string;
  email: string | null;
  phone_number: string | null;
  identifier: string | null;
  thumbnail: string;
  blocked: boolean;
  availability_status: 'online' | 'offline';
  additional_attributes: Json;
  custom_attributes: Json;
  last_activity_at?: number;
  created_at?: number;
  contact_inboxes?: { source_id: string; inbox: InboxSlim }[];
}

export interface ContactEvent {
  id: number;
  name: string;
  email: string | null;
  phone_number: string | null;
  identifier: string | null;
  thumbnail: string;
  blocked: boolean;
  additional_attributes: Json;
  custom_attributes: Json;
  type: 'contact';
}

export interface Attachment {
  id: number;
  message_id: number;
  account_id: number;
  file_type: string;
  extension: string | null;
  data_url: string;
  thumb_url: string;
  file_size: number;
  width: number | null;
  height: number | null;
}

export interface Message {
  id: number;
  content: string | null;
  inbox_id: number;
  conversation_id: number;
  echo_id?: string;
  message_type: 0 | 1 | 2 | 3;
  content_type: string;
  content_attributes: Json;
  status: 'sent' | 'delivered' | 'read' | 'failed';
  created_at: number;
  private: boolean;
  source_id: string | null;
  sender?: Sender;
  attachments?: Attachment[];
}

export interface MessageEvent extends Message {
  account_id: number;
  updated_at: string;
  sender_type: 'User' | 'Contact' | 'AgentBot' | null;
  sender_id: number | null;
  processed_message_content: string | null;
  additional_attributes: Json;
  conversation: {
    assignee_id: number | null;
    unread_count: number;
    last_activity_at: number;
    contact_inbox: { source_id: string };
  };
}

export interface Conversation {
  id: number;
  account_id: number;
  inbox_id: number;
  uuid: string;
  status: ConversationStatus;
  priority: Priority | null;
  meta: {
    sender: Contact;
    channel: string;
    assignee?: Agent;
    assignee_type?: 'User' | 'AgentBot';
    team?: Team;
    hmac_verified: boolean;
  };
  messages: MessageEvent[];
  last_non_activity_message: MessageEvent | null;
  additional_attributes: Json;
  custom_attributes: Json;
  labels: string[];
  muted: boolean;
  can_reply: boolean;
  unread_count: number;
  snoozed_until: string | null;
  agent_last_seen_at: number;
  assignee_last_seen_at: number;
  contact_last_seen_at: number;
  created_at: number;
  updated_at: number;
  timestamp: number;
  first_reply_created_at: number;
  last_activity_at: number;
  waiting_since: number;
}

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

export interface ConversationCounts {
  mine_count: number;
  assigned_count: number;
  unassigned_count: number;
  all_count: number;
}
