export type Locale = 'pt-BR' | 'en' | 'es';
export type Availability = 'online' | 'busy' | 'offline';
export type Role = 'agent' | 'administrator';
export type ConversationStatus = 'open' | 'resolved' | 'pending' | 'snoozed';
export type Priority = 'low' | 'medium' | 'high' | 'urgent';
export type Json = Record<string, unknown>;

export interface Installation {
  name: string;
  version: string;
  signup_enabled: boolean;
  confirmation_required: boolean;
  locales: Locale[];
  maximum_file_upload_size: number;
  loopback_mail: boolean;
}

export interface UserAccount {
  id: number;
  name: string;
  status: 'active' | 'suspended';
  active_at: string | null;
  role: Role;
  permissions: Role[];
  availability: Availability;
  availability_status: Availability;
  auto_offline: boolean;
}

export interface User {
  id: number;
  access_token: string;
  account_id: number;
  accounts: UserAccount[];
  available_name: string;
  avatar_url: string;
  confirmed: boolean;
  display_name: string | null;
  email: string;
  inviter_id: number | null;
  message_signature: string | null;
  name: string;
  provider: string;
  pubsub_token: string;
  role: Role;
  ui_settings: Json;
  uid: string;
  type: string | null;
}

export interface Account {
  id: number;
  name: string;
  locale: string;
  domain: string | null;
  support_email: string | null;
  status: string;
  created_at: string;
  settings: Json;
  features: Record<string, boolean>;
  custom_attributes?: Json;
  cache_keys: Record<string, string>;
}

export interface Agent {
  id: number;
  account_id: number;
  availability_status: Availability;
  auto_offline: boolean;
  confirmed: boolean;
  email: string;
  provider: string;
  available_name: string;
  name: string;
  role: Role;
  thumbnail: string;
}

export interface Team {
  id: number;
  name: string;
  description: string | null;
  allow_auto_assign: boolean;
  account_id: number;
  is_member: boolean;
}

export interface Label {
  id: number;
  title: string;
  description: string | null;
  color: string;
  show_on_sidebar: boolean;
}

export interface InboxSlim {
  id: number;
  avatar_url: string;
  channel_id: number;
  name: string;
  channel_type: string;
  provider: string | null;
}

export interface PreChatField {
  name: string;
  label: string;
  placeholder: string;
  type: string;
  field_type: string;
  required: boolean;
  enabled: boolean;
}

export interface PreChatOptions {
  pre_chat_message: string;
  pre_chat_fields: PreChatField[];
}

/** The keys every inbox has; those of its channel are read through the channel's declared fields. */
export interface Inbox extends InboxSlim {
  greeting_enabled: boolean;
  greeting_message: string | null;
  enable_auto_assignment: boolean;
  enable_email_collect: boolean;
  allow_messages_after_resolved: boolean;
  lock_to_single_conversation: boolean;
  [field: string]: unknown;
}

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
