/** The visitor's side of the contract: what `/api/v1/widget/*` and `/cable` hand to a visitor. */

export interface Sender {
  id: number;
  name: string;
  available_name?: string;
  avatar_url?: string;
  type?: 'user' | 'contact' | 'agent_bot';
}

export interface Attachment {
  id: number;
  file_type: string;
  data_url?: string;
  thumb_url?: string;
  file_size?: number;
  extension?: string | null;
  width?: number | null;
  height?: number | null;
  fallback_title?: string;
  coordinates_lat?: number;
  coordinates_long?: number;
}

export interface Choice {
  title: string;
  value: string;
}

export interface Card {
  title?: string;
  description?: string;
  media_url?: string;
  actions?: { type: string; text: string; uri?: string; payload?: string }[];
}

export interface FormField {
  name: string;
  label?: string;
  type?: string;
  placeholder?: string;
  default?: string;
  options?: { label: string; value: string }[];
}

export interface Article {
  title?: string;
  description?: string;
  link?: string;
}

export interface ContentAttributes {
  deleted?: boolean;
  in_reply_to?: number;
  items?: unknown[];
  submitted_email?: string;
  submitted_values?: unknown;
  [key: string]: unknown;
}

/** 0 by the visitor, 1 by the team, 2 activity (never shown to visitors), 3 by the system (greeting and the like). */
export type MessageType = 0 | 1 | 2 | 3;

export interface Message {
  id: number;
  content: string | null;
  message_type: MessageType;
  content_type: string;
  content_attributes: ContentAttributes;
  /** Unix seconds. */
  created_at: number;
  conversation_id: number;
  attachments?: Attachment[];
  sender?: Sender;
  echo_id?: string;
  updated_at?: string;
  private?: boolean;
}

export type Status = 'open' | 'resolved' | 'pending' | 'snoozed';

export interface Conversation {
  id: number;
  inbox_id: number;
  status: Status;
  /** Unix seconds, 0 when never. */
  contact_last_seen_at: number;
  /** The visitor may have it mailed: the address is known to be the visitor's own. */
  transcript?: boolean;
}

export interface Contact {
  id: number;
  has_email: boolean;
  has_name: boolean;
  has_phone_number: boolean;
  identifier?: string | null;
}

export interface Member {
  id: number;
  name: string;
  avatar_url: string;
  availability_status: 'online' | 'busy' | 'offline' | null;
}

export interface WorkingDay {
  day_of_week: number;
  closed_all_day: boolean;
  open_all_day: boolean;
  open_hour: number | null;
  open_minutes: number | null;
  close_hour: number | null;
  close_minutes: number | null;
}

export interface PreChatField {
  name: string;
  label?: string;
  placeholder?: string;
  type: string;
  field_type?: 'standard' | 'contact_attribute' | 'conversation_attribute';
  required?: boolean;
  enabled?: boolean;
  regex_pattern?: string | null;
  regex_cue?: string | null;
  values?: unknown[];
}

export interface Channel {
  avatarUrl: string;
  locale: string;
  websiteName: string;
  websiteToken: string;
  welcomeTagline: string | null;
  welcomeTitle: string | null;
  widgetColor: string;
  enabledFeatures: string[];
  replyTime: string | null;
  preChatFormEnabled: boolean;
  preChatFormOptions: { pre_chat_message?: string | null; pre_chat_fields?: PreChatField[] } | null;
  workingHoursEnabled: boolean;
  workingHours: WorkingDay[];
  outOfOfficeMessage: string | null;
  timezone: string | null;
  allowMessagesAfterResolved: boolean;
  disableBranding: boolean;
}

export interface Installation {
  BRAND_NAME?: string;
  INSTALLATION_NAME?: string;
  WIDGET_BRAND_URL?: string;
  MAXIMUM_FILE_UPLOAD_SIZE?: number;
}
