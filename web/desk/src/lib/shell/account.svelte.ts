import { SvelteMap } from 'svelte/reactivity';
import {
  AccountApi,
  type Account,
  type Agent,
  type Api,
  type Availability,
  type ConversationCounts,
  type Inbox,
  type Label,
  type Role,
  type Team,
} from '@balcao/api';

import { channels } from '../features/inboxes/channels.svelte.ts';
import { Undelivered } from './undelivered.svelte.ts';

const noCounts: ConversationCounts = { mine_count: 0, assigned_count: 0, unassigned_count: 0, all_count: 0 };
const countsLag = 300;

function refill<Row extends { id: number }>(map: SvelteMap<number, Row>, rows: readonly Row[]): void {
  const kept = new Set(rows.map((row) => row.id));
  for (const id of [...map.keys()]) if (!kept.has(id)) map.delete(id);
  for (const row of rows) map.set(row.id, row);
}

/** One account as its member sees it: who works there and through which inboxes. Events reach it through `apply`. */
export class AccountStore {
  readonly api: AccountApi;
  readonly inboxes = new SvelteMap<number, Inbox>();
  readonly agents = new SvelteMap<number, Agent>();
  readonly teams = new SvelteMap<number, Team>();
  readonly labels = new SvelteMap<number, Label>();
  /** By user id, as the server last said. A user it did not name is offline. */
  readonly presence = new SvelteMap<number, Availability>();
  readonly undelivered: Undelivered;
  counts = $state.raw<ConversationCounts>(noCounts);
  about = $state.raw<Account | null>(null);
  loaded = $state(false);
  readonly role: Role;
  #countsTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: Api, accountId: number, role: Role) {
    this.api = new AccountApi(api, accountId);
    this.role = role;
    this.undelivered = new Undelivered(this.api);
  }

  get id(): number {
    return this.api.accountId;
  }

  get administers(): boolean {
    return this.role === 'administrator';
  }

  async load(): Promise<void> {
    await Promise.all([
      this.loadAbout(),
      this.loadInboxes(),
      this.loadAgents(),
      this.loadTeams(),
      this.loadLabels(),
      this.countConversations(),
      this.undelivered.load(),
      channels.load(this.api),
    ]);
    this.loaded = true;
  }

  async loadAbout(): Promise<void> {
    this.about = await this.api.get<Account>('');
  }

  async loadInboxes(): Promise<void> {
    const { payload } = await this.api.get<{ payload: Inbox[] }>('/inboxes');
    refill(this.inboxes, payload);
  }

  async loadAgents(): Promise<void> {
    const agents = await this.api.get<Agent[]>('/agents');
    refill(this.agents, agents);
    for (const agent of agents) this.presence.set(agent.id, agent.availability_status);
  }

  async loadTeams(): Promise<void> {
    refill(this.teams, await this.api.get<Team[]>('/teams'));
  }

  async loadLabels(): Promise<void> {
    const { payload } = await this.api.get<{ payload: Label[] }>('/labels');
    refill(this.labels, payload);
  }

  async countConversations(): Promise<void> {
    const { meta } = await this.api.get<{ meta: ConversationCounts }>('/conversations/meta', {
      query: { status: 'open' },
    });
    this.counts = meta;
  }

  /** The only way in for what the socket says. Takes any event; the ones it does not know change nothing. */
  apply(event: string, data: unknown): void {
    this.undelivered.apply(event, data);
    if (event === 'presence.update') this.#seePresence(data as { users: Record<string, Availability> });
    else if (event === 'account.cache_invalidated') {
      // Who is put into an inbox sees more, and a deleted inbox takes its conversations along.
      this.lookAgain();
    } else if (changesCounts(event)) this.#countSoon();
  }

  /** Ask anew for what the socket has not told of. */
  lookAgain(): void {
    void Promise.allSettled([this.loadInboxes(), this.loadTeams(), this.loadLabels(), this.loadAgents()]);
    this.#countSoon();
    this.undelivered.lookSoon();
  }

  close(): void {
    clearTimeout(this.#countsTimer);
    this.undelivered.close();
  }

  #seePresence({ users }: { users: Record<string, Availability> }): void {
    for (const id of this.presence.keys()) if (!(id in users)) this.presence.set(id, 'offline');
    for (const [id, availability] of Object.entries(users)) this.presence.set(Number(id), availability);
  }

  #countSoon(): void {
    this.#countsTimer ??= setTimeout(() => {
      this.#countsTimer = undefined;
      void this.countConversations().catch(() => undefined);
    }, countsLag);
  }
}

const counted = new Set([
  'conversation.created',
  'conversation.updated',
  'conversation.status_changed',
  'assignee.changed',
]);

function changesCounts(event: string): boolean {
  return counted.has(event);
}
