import { request, upload, type Method } from './request.ts';
import type { Contact, Conversation, Member, Message } from './shapes.ts';

export interface Draft {
  content: string;
  echo_id: string;
  files: File[];
  referer_url: string;
}

/** A visitor as the server just made or found it. */
export interface Visit {
  token: string;
  pubsubToken: string;
}

interface ConfigAnswer {
  website_channel_config: { auth_token: string };
  contact: { pubsub_token: string };
}

interface MessagesAnswer {
  payload: Message[];
  meta: { contact_last_seen_at?: number };
}

/** The calls that a visitor may make. `token` is the visitor's; without one only what is public answers. */
export class WidgetApi {
  token = '';
  readonly #website: string;

  constructor(websiteToken: string) {
    this.#website = encodeURIComponent(websiteToken);
  }

  #url(path: string): string {
    return `/api/v1/widget/${path}?website_token=${this.#website}`;
  }

  #ask<T>(method: Method, path: string, body?: unknown, query = ''): Promise<T> {
    return request(method, this.#url(path) + query, this.token, body) as Promise<T>;
  }

  /** Find the visitor of the token, or make a new one when there is none (any more). */
  async visit(): Promise<Visit> {
    const answer = await this.#ask<ConfigAnswer>('POST', 'config', {});
    return { token: answer.website_channel_config.auth_token, pubsubToken: answer.contact.pubsub_token };
  }

  /** The newest conversation, or null when there is none. */
  async conversation(): Promise<Conversation | null> {
    const found = await this.#ask<Conversation | null>('GET', 'conversations');
    return found?.id ? found : null;
  }

  /** Up to 20 messages in rising order: the newest, or those just before or after an id. */
  messages(edge: { before?: number; after?: number } = {}): Promise<MessagesAnswer> {
    const query = Object.entries(edge).map(([key, id]) => `&${key}=${id}`);
    return this.#ask('GET', 'messages', undefined, query.join(''));
  }

  /** Send one message. May be repeated: the same echo id makes one message. */
  send(draft: Draft, progress: (share: number) => void): Promise<Message> {
    const { files, ...message } = draft;
    const timestamp = String(new Date());
    if (files.length === 0) return this.#ask('POST', 'messages', { message: { ...message, timestamp } });
    const form = new FormData();
    for (const [key, value] of Object.entries({ ...message, timestamp }))
      form.append(`message[${key}]`, value);
    for (const file of files) form.append('message[attachments][]', file);
    return upload(this.#url('messages'), this.token, form, progress) as Promise<Message>;
  }

  /** Begin another conversation beside an older one. */
  begin(draft: Omit<Draft, 'files'>): Promise<Conversation & { messages: Message[] }> {
    return this.#ask('POST', 'conversations', { message: { ...draft, timestamp: String(new Date()) } });
  }

  answer(id: number, fields: { contact?: object; message?: object }): Promise<unknown> {
    return this.#ask('PATCH', `messages/${id}`, fields);
  }

  contact(): Promise<Contact> {
    return this.#ask('GET', 'contact');
  }

  updateContact(fields: object): Promise<Contact> {
    return this.#ask('PATCH', 'contact', fields);
  }

  setUser(fields: object): Promise<Contact & { widget_auth_token?: string }> {
    return this.#ask('PATCH', 'contact/set_user', fields);
  }

  dropContactAttribute(key: string): Promise<unknown> {
    return this.#ask('POST', 'contact/destroy_custom_attributes', { custom_attributes: [key] });
  }

  setConversationAttributes(fields: object): Promise<unknown> {
    return this.#ask('POST', 'conversations/set_custom_attributes', { custom_attributes: fields });
  }

  dropConversationAttribute(key: string): Promise<unknown> {
    return this.#ask('POST', 'conversations/destroy_custom_attributes', { custom_attribute: [key] });
  }

  setTyping(on: boolean): Promise<unknown> {
    return this.#ask('POST', 'conversations/toggle_typing', { typing_status: on ? 'on' : 'off' });
  }

  markSeen(): Promise<unknown> {
    const now = Math.floor(Date.now() / 1_000);
    return this.#ask('POST', 'conversations/update_last_seen', { contact_last_seen_at: now });
  }

  resolve(): Promise<unknown> {
    return this.#ask('GET', 'conversations/toggle_status');
  }

  mailTranscript(): Promise<unknown> {
    return this.#ask('POST', 'conversations/transcript');
  }

  async members(): Promise<Member[]> {
    return (await this.#ask<{ payload: Member[] }>('GET', 'inbox_members')).payload;
  }

  label(title: string): Promise<unknown> {
    return this.#ask('POST', 'labels', { label: title });
  }

  unlabel(title: string): Promise<unknown> {
    return this.#ask('DELETE', `labels/${encodeURIComponent(title)}`);
  }

  /** Tell the team's integrations that the chat was opened. */
  reportOpening(referer: string): Promise<unknown> {
    const event_info = { referer, initiated_at: { timestamp: String(new Date()) } };
    return this.#ask('POST', 'events', { name: 'webwidget.triggered', event_info });
  }
}
