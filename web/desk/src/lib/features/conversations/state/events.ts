import type {
  Contact,
  ContactEvent,
  Conversation,
  ConversationEvent,
  Message,
  MessageEvent,
  Sender,
} from '@balcao/api';

type Owned<T> = T & { account_id: number };

export interface TypingData {
  account_id: number;
  conversation: ConversationEvent;
  user: Sender;
  is_private: boolean;
}

export interface PresenceData {
  account_id: number;
  users: Record<string, string>;
  contacts?: Record<string, string>;
}

/** What the server says over the socket to an agent, by name. */
export interface ServerEvents {
  'message.created': MessageEvent;
  'message.updated': MessageEvent;
  'conversation.created': ConversationEvent;
  'conversation.updated': ConversationEvent;
  'conversation.status_changed': ConversationEvent;
  'conversation.read': ConversationEvent;
  'conversation.contact_changed': ConversationEvent;
  'assignee.changed': ConversationEvent;
  'team.changed': ConversationEvent;
  'conversation.typing_on': TypingData;
  'conversation.typing_off': TypingData;
  'contact.updated': Owned<ContactEvent>;
  'contact.merged': Owned<ContactEvent>;
  'contact.deleted': Owned<ContactEvent>;
  'presence.update': PresenceData;
  'account.cache_invalidated': { account_id: number; cache_keys: Record<string, string> };
}

type Named<T> = { [K in keyof T]: { event: K; data: T[K] } }[keyof T];

export type ServerEvent = Named<ServerEvents>;

/** What the desk itself learns: answers of GET, and what this agent did. */
export interface DeskEvents {
  'conversations.loaded': Conversation[];
  'conversation.seen': { id: number; at: number };
  'conversation.gone': { id: number };
  'contact.changed': Contact;
  'message.removed': Message;
}

export type DeskEvent = Named<DeskEvents>;

const names: Record<keyof ServerEvents, true> = {
  'message.created': true,
  'message.updated': true,
  'conversation.created': true,
  'conversation.updated': true,
  'conversation.status_changed': true,
  'conversation.read': true,
  'conversation.contact_changed': true,
  'assignee.changed': true,
  'team.changed': true,
  'conversation.typing_on': true,
  'conversation.typing_off': true,
  'contact.updated': true,
  'contact.merged': true,
  'contact.deleted': true,
  'presence.update': true,
  'account.cache_invalidated': true,
};

/** The event of this account that a frame carries, or null for news that the desk does not follow. */
export function readServerEvent(name: string, data: unknown, accountId: number): ServerEvent | null {
  if (!Object.hasOwn(names, name) || typeof data !== 'object' || data === null) return null;
  if (!('account_id' in data) || data.account_id !== accountId) return null;
  return { event: name, data } as ServerEvent;
}
