import type {
  AccountApi,
  Agent,
  Contact,
  Conversation,
  ConversationCounts,
  ConversationStatus,
  Message,
  Priority,
  Query,
} from '@balcao/api';
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
    const { content, echo: echo_id, private: note } = letter;
    if (!letter.files.length) return this.#api.post(path, { content, private: note, echo_id });
    const form = new FormData();
    form.set('content', content);
    form.set('private', String(note));
    form.set('echo_id', echo_id);
    for (const file of letter.files) form.append('attachments[]', file, file.name);
    return this.#api.upload(path, form, { onProgress });
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
