export type Locale = 'pt-BR' | 'en' | 'es';
export type Availability = 'online' | 'busy' | 'offline';
export type Role = 'agent' | 'administrator';
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
