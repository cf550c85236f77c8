import type {
  AccountApi,
  Agent,
  Contact,
  Conversation,
  ConversationCounts,
  ConversationStatus,
  Message,
  Original,
  Priority,
  Query,
} from '@balcao/api';
import type { Amount } from '#lib/shell/undelivered.svelte.ts';
import type { Recipients } from '../mail/mail.ts';
import { filterQuery, type Tab } from '../state/filter.ts';
import type { Counts, View } from '../state/list.svelte.ts';
import type { Letter } from '../state/outbox.svelte.ts';
import type { Page } from '../state/pager.ts';
import type { Bounds } from '../state/thread.svelte.ts';

interface ListAnswer {
  data: { meta: ConversationCounts; payload: Conversation[] };
}

export interface ContactChange {
  name?: string;
  email?: string | null;
  phone_number?: string | null;
}

/** A conversation that begins with a mail of the team. */
export interface FirstMail {
  inboxId: number;
  subject: string;
  letter: Letter;
}

/** What leaves: the words, and below them the signature as mail programs know it. */
function signed({ content, signature }: Letter): string {
  return signature ? `${content}\n\n-- \n${signature}`.trim() : content;
}

function emails({ to, cc, bcc }: Recipients) {
  return { to_emails: to, cc_emails: cc, bcc_emails: bcc };
}

/** Words and files as a form; lists are written with commas. */
function formOf(words: Record<string, unknown>, files: readonly File[]): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(words)) form.set(name, String(value));
  for (const file of files) form.append('attachments[]', file, file.name);
  return form;
}

function countsOf(meta: ConversationCounts): Counts {
  return { me: meta.mine_count, unassigned: meta.unassigned_count, all: meta.all_count };
}

function viewQuery({ filter, tab, sort }: View): Query {
  const assignee_type: Tab | undefined = tab === 'all' ? undefined : tab;
  return { ...filterQuery(filter), assignee_type, sort_by: sort };
}

/** The server's verbs about conversations, in the words of the desk. */
export class ConversationApi {
  readonly #api: AccountApi;

  constructor(api: AccountApi) {
    this.#api = api;
  }

  async page(view: View, page: number): Promise<Page> {
    const { data } = await this.#api.get<ListAnswer>('/conversations', {
      query: { ...viewQuery(view), page },
    });
    return { counts: countsOf(data.meta), conversations: data.payload };
  }

  async counts(view: View): Promise<Counts> {
    const query = viewQuery({ ...view, tab: 'all' });
    const { meta } = await this.#api.get<{ meta: ConversationCounts }>('/conversations/meta', { query });
    return countsOf(meta);
  }

  /** How much of a view was not delivered. */
  undelivered(view: View): Promise<Amount> {
    return this.#api.get('/conversations/undelivered', { query: viewQuery(view) });
  }

  /** Send all of it again, as much as the server takes in one call. */
  retryUndelivered(view: View): Promise<{ retried: number; left: number }> {
    return this.#api.post('/conversations/undelivered/retry', viewQuery(view));
  }

  show(id: number): Promise<Conversation> {
    return this.#api.get(`/conversations/${id}`);
  }

  async messages(id: number, bounds: Bounds): Promise<Message[]> {
    const path = `/conversations/${id}/messages`;
    const { payload } = await this.#api.get<{ payload: Message[] }>(path, { query: { ...bounds } });
    return payload;
  }

  send(letter: Letter, onProgress: (share: number) => void): Promise<Message> {
    const path = `/conversations/${letter.conversationId}/messages`;
    const { echo: echo_id, private: note, recipients, subject, files } = letter;
    const words = {
      ...{ content: signed(letter), private: note, echo_id },
      ...(subject && { mail_subject: subject }),
      ...(recipients && emails(recipients)),
    };
    if (!files.length) return this.#api.post(path, words);
    const form = formOf(words, files);
    return this.#api.upload(path, form, { onProgress });
  }

  /** Begin a conversation by writing to somebody. */
  begin(mail: FirstMail, onProgress: (share: number) => void): Promise<Conversation> {
    const { inboxId: inbox_id, subject, letter } = mail;
    const to = emails(letter.recipients ?? { to: [], cc: [], bcc: [] });
    const content = signed(letter);
    const echo_id = letter.echo;
    if (!letter.files.length) {
      const additional_attributes = { mail_subject: subject };
      return this.#api.post('/conversations', {
        inbox_id,
        echo_id,
        ...to,
        additional_attributes,
        message: { content },
      });
    }
    const words = { 'additional_attributes[mail_subject]': subject, 'message[content]': content };
    const form = formOf({ inbox_id, echo_id, ...to, ...words }, letter.files);
    return this.#api.upload('/conversations', form, { onProgress });
  }

  /** People who are known here and have a mail address. */
  async findContacts(q: string): Promise<Contact[]> {
    const query = { q, include_contact_inboxes: false };
    const { payload } = await this.#api.get<{ payload: Contact[] }>('/contacts/search', { query });
    return payload.filter(({ email }) => email);
  }

  /** A picture that a mail shows from elsewhere; the server fetches it, so that the sender does not see who looks. */
  picture(id: number, messageId: number, url: string): Promise<Blob> {
    return this.#api.file(`/conversations/${id}/messages/${messageId}/image`, { query: { url } });
  }

  original(id: number, messageId: number): Promise<Original> {
    return this.#api.get(`/conversations/${id}/messages/${messageId}/original`);
  }

  originalFile(id: number, messageId: number): Promise<Blob> {
    const query = { download: true };
    return this.#api.file(`/conversations/${id}/messages/${messageId}/original`, { query });
  }

  remove(id: number, messageId: number): Promise<Message> {
    return this.#api.delete(`/conversations/${id}/messages/${messageId}`);
  }

  sendAgain(id: number, messageId: number): Promise<Message> {
    return this.#api.post(`/conversations/${id}/messages/${messageId}/retry`, {});
  }

  /** `until` in unix seconds; a snooze without it lasts until the customer writes. */
  async turn(id: number, status: ConversationStatus, until?: number): Promise<void> {
    await this.#api.post(`/conversations/${id}/toggle_status`, { status, snoozed_until: until });
  }

  async prioritize(id: number, priority: Priority | null): Promise<void> {
    await this.#api.post(`/conversations/${id}/toggle_priority`, { priority });
  }

  async assign(id: number, agentId: number | null): Promise<void> {
    await this.#api.post(`/conversations/${id}/assignments`, { assignee_id: agentId });
  }

  async assignTeam(id: number, teamId: number | null): Promise<void> {
    await this.#api.post(`/conversations/${id}/assignments`, { team_id: teamId ?? 0 });
  }

  async label(id: number, labels: readonly string[]): Promise<void> {
    await this.#api.post(`/conversations/${id}/labels`, { labels });
  }

  /** Mails the conversation, without notes, to somebody. */
  async mailTranscript(id: number, email: string): Promise<void> {
    await this.#api.post(`/conversations/${id}/transcript`, { email });
  }

  see(id: number): Promise<Conversation> {
    return this.#api.post(`/conversations/${id}/update_last_seen`);
  }

  unsee(id: number): Promise<Conversation> {
    return this.#api.post(`/conversations/${id}/unread`);
  }

  async type(id: number, on: boolean, note: boolean): Promise<void> {
    const typing_status = on ? 'on' : 'off';
    await this.#api.post(`/conversations/${id}/toggle_typing_status`, { typing_status, is_private: note });
  }

  async assignable(inboxId: number): Promise<Agent[]> {
    const query = { inbox_ids: [inboxId] };
    const { payload } = await this.#api.get<{ payload: Agent[] }>('/assignable_agents', { query });
    return payload;
  }

  async ofContact(contactId: number): Promise<Conversation[]> {
    const { payload } = await this.#api.get<{ payload: Conversation[] }>(
      `/contacts/${contactId}/conversations`,
    );
    return payload;
  }

  async changeContact(id: number, change: ContactChange): Promise<Contact> {
    const { payload } = await this.#api.patch<{ payload: Contact }>(`/contacts/${id}`, change);
    return payload;
  }
}
