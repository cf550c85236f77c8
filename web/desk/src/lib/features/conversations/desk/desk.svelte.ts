import { SvelteSet } from 'svelte/reactivity';
import { ApiError, type AccountApi, type Agent, type Conversation, type Message } from '@balcao/api';
import { NewMail } from '../compose/new-mail.svelte.ts';
import { Book, type Change } from '../state/book.svelte.ts';
import { Composer } from '../state/composer.svelte.ts';
import { readServerEvent, type DeskEvent, type ServerEvent } from '../state/events.ts';
import { touchesFailures } from '../state/delivery.ts';
import { ConversationList } from '../state/list.svelte.ts';
import { Newcomers } from '../state/newcomers.ts';
import { Outbox } from '../state/outbox.svelte.ts';
import { Pager } from '../state/pager.ts';
import type { Row } from '../state/row.ts';
import { TypingSignal } from '../state/signal.ts';
import { Thread } from '../state/thread.svelte.ts';
import { Typing } from '../state/typing.svelte.ts';
import { ConversationApi } from './api.ts';
import { Assignable } from './assignable.ts';
import { DraftFileShelf } from './file-shelf.ts';
import { Recount } from './recount.ts';
import { DraftShelf, LetterShelf } from './shelf.ts';
import { Verbs } from './verbs.ts';

/** Threads kept ready beside the open one, so that going back and forth is instant. */
const KEPT_THREADS = 12;

export type Listener = (event: ServerEvent) => void;

/** One agent's desk in one account: what is known, what is open, and the one way in for news. */
export class Desk {
  readonly api: ConversationApi;
  readonly me: number;
  readonly accountId: number;
  readonly book = new Book();
  readonly list: ConversationList;
  readonly pager: Pager;
  readonly typing = new Typing();
  readonly composer: Composer;
  readonly newMail: NewMail;
  readonly outbox: Outbox;
  readonly signal: TypingSignal;
  readonly verbs: Verbs;
  readonly #assignable: Assignable;
  openId = $state<number | null>(null);
  /** The open conversation does not exist, or not for this agent. */
  missing = $state(false);
  /** Where the unread messages of the open thread began when it was opened; 0 for none. */
  unreadAfter = $state(0);
  thread = $state.raw<Thread | null>(null);
  /** Marked unread by hand: it stays so while it is open. */
  keptUnread = $state<number | null>(null);
  /** Contacts that are on their site right now. */
  readonly presence = new SvelteSet<number>();
  readonly row: Row | undefined = $derived(this.openId === null ? undefined : this.book.get(this.openId));
  /** What the server last called the state of the inboxes. */
  #inboxes = '';
  #threads: Thread[] = [];
  readonly #newcomers: Newcomers;
  readonly #recount: Recount;
  readonly #lookAgain: Recount;
  readonly #listeners = new Set<Listener>();

  constructor(api: AccountApi, me: number) {
    const owner = `${api.accountId}.${me}`;
    this.api = new ConversationApi(api);
    this.me = me;
    this.accountId = api.accountId;
    this.list = new ConversationList(this.book, me);
    this.pager = new Pager(this.book, this.list, this.api);
    const drafts = new DraftShelf(owner);
    const files = new DraftFileShelf(owner);
    this.composer = new Composer(drafts, files);
    this.newMail = new NewMail(drafts, files, (mail, onProgress) => this.api.begin(mail, onProgress));
    this.signal = new TypingSignal((id, on, note) => void this.api.type(id, on, note).catch(() => undefined));
    this.#newcomers = new Newcomers(
      (id) => this.api.show(id),
      (rest) => this.know(rest),
    );
    this.#recount = new Recount(() => this.pager.recount());
    this.#lookAgain = new Recount(() => this.pager.refresh());
    this.outbox = new Outbox(
      (letter, onProgress) => this.api.send(letter, onProgress),
      new LetterShelf(owner),
      (message) => this.sent(message),
    );
    this.verbs = new Verbs(this.api, this);
    this.#assignable = new Assignable((inboxId) => this.api.assignable(inboxId));
    void this.outbox.restore(Date.now() / 1000);
  }

  /** Hear every event after the desk has taken it in; returns the way to stop. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The only way in for what the socket says. */
  receive(name: string, data: unknown): void {
    const event = readServerEvent(name, data, this.accountId);
    if (!event) return;
    this.apply(event);
    // Only the server knows what else of a conversation was not delivered.
    if (this.list.view.filter.undelivered && touchesFailures(name, data)) this.#lookAgain.soon();
    this.typing.apply(event);
    if (event.event === 'presence.update') this.#seePresence(event.data.contacts);
    if (event.event === 'account.cache_invalidated') this.#seeInboxes(event.data.cache_keys.inbox ?? '');
    if (event.event === 'message.created' || event.event === 'message.updated') this.#readMessage(event);
    for (const listener of this.#listeners) listener(event);
  }

  /** A deleted inbox takes its conversations along, and who is put into one may see those that were there. */
  #seeInboxes(state: string): void {
    if (state === this.#inboxes) return;
    this.#inboxes = state;
    void this.reset();
  }

  apply(news: ServerEvent | DeskEvent): void {
    this.#note(this.book.apply(news));
    if (news.event === 'message.removed') this.thread?.apply(news);
  }

  /**
   * The socket listens from now on. Unless it `resumed`, nobody tells what happened after the server drew an answer
   * and before this moment, not even of an answer that is still under way.
   */
  listens(resumed: boolean): void {
    if (!resumed && this.pager.asked) void this.reset();
  }

  /** The gap could not be replayed: look at everything again. */
  async reset(): Promise<void> {
    this.typing.clear();
    this.#threads = this.#threads.filter(({ id }) => id === this.openId);
    const opened = this.openId;
    if (opened !== null) this.#newcomers.want(opened);
    await Promise.allSettled([this.pager.refresh(), this.thread?.load()]);
  }

  /** Take in a conversation that GET answered. */
  know(rest: Conversation): void {
    this.apply({ event: 'conversations.loaded', data: [rest] });
  }

  async open(id: number | null): Promise<void> {
    if (id === this.openId) return;
    this.signal.stop();
    this.openId = id;
    this.keptUnread = null;
    this.missing = false;
    this.thread = id === null ? null : this.#threadOf(id);
    this.unreadAfter = 0;
    if (id === null) return;
    if (!this.row) await this.#meet(id);
    if (this.missing || this.openId !== id) return;
    if (this.row?.unread_count) this.unreadAfter = this.row.agent_last_seen_at;
    if (this.thread?.phase !== 'ready') await this.thread?.load().catch(() => undefined);
  }

  assignable(inboxId: number): Promise<Agent[]> {
    return this.#assignable.of(inboxId);
  }

  async markUnread(id: number): Promise<void> {
    this.keptUnread = id;
    await this.verbs.unsee(id);
  }

  /** A message that the server has taken from the outbox. */
  sent(message: Message): void {
    for (const thread of this.#threads) {
      if (thread.id === message.conversation_id) thread.apply({ event: 'message.sent', data: message });
    }
  }

  async #meet(id: number): Promise<void> {
    try {
      this.know(await this.api.show(id));
    } catch (error) {
      if (this.openId === id) this.missing = error instanceof ApiError && error.status !== 0;
    }
  }

  #threadOf(id: number): Thread {
    const kept = this.#threads.find((thread) => thread.id === id);
    const thread = kept ?? new Thread(id, (conversation, bounds) => this.api.messages(conversation, bounds));
    this.#threads = [thread, ...this.#threads.filter((other) => other !== thread)].slice(0, KEPT_THREADS);
    return thread;
  }

  #readMessage(event: Extract<ServerEvent, { event: 'message.created' | 'message.updated' }>): void {
    const { conversation_id, echo_id } = event.data;
    for (const thread of this.#threads) thread.apply(event);
    if (echo_id) this.outbox.forget(echo_id);
    if (event.event === 'message.created' && !this.book.has(conversation_id))
      this.#newcomers.want(conversation_id);
  }

  #seePresence(contacts: Record<string, string> = {}): void {
    for (const id of this.presence) if (!(id in contacts)) this.presence.delete(id);
    for (const id of Object.keys(contacts)) this.presence.add(Number(id));
  }

  #note(changes: Change[]): void {
    if (!changes.length) return;
    this.pager.note(changes);
    if (changes.some(movesCounts)) this.#recount.soon();
  }
}

function movesCounts({ before, after }: Change): boolean {
  if (!before || !after) return true;
  return (
    before.status !== after.status ||
    before.assignee?.id !== after.assignee?.id ||
    before.team?.id !== after.team?.id ||
    before.labels.join() !== after.labels.join()
  );
}
