import type { Json, Refine, Schemas } from './shape.ts';

export type Locale = 'pt-BR' | 'en' | 'es';
export type Availability = 'online' | 'busy' | 'offline';
export type Role = 'agent' | 'administrator';

export type Installation = Refine<Schemas['Installation'], { locales: Locale[] }>;

export type UserAccount = Refine<
  Schemas['UserAccount'],
  {
    status: 'active' | 'suspended';
    role: Role;
    permissions: Role[];
    availability: Availability;
    availability_status: Availability;
  }
>;

/** `account_id` is the account that the user last worked in; null for somebody who belongs to none. */
export type User = Refine<
  Schemas['User'],
  { role: Role | null; ui_settings: Json; accounts: UserAccount[]; custom_attributes?: Json }
>;

export type Account = Refine<Schemas['Account'], { settings: Json; custom_attributes?: Json }>;

export type Agent = Refine<
  Schemas['Agent'],
  { availability_status: Availability; role: Role; custom_attributes?: Json }
>;

export type Team = Schemas['Team'];
export type Label = Schemas['Label'];
export type InboxSlim = Schemas['InboxSlim'];

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
export type Inbox = Schemas['Inbox'] & Json;
