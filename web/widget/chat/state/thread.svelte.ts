import { isRecord } from '../../common/messages.ts';
import type { ContentAttributes, Conversation, Message, Sender, Status } from '../api/shapes.ts';
import type { WidgetApi } from '../api/widget-api.ts';
import { isTheirs, merge, readVisible } from './messages.ts';

const PAGE = 20;
const TYPING_MS = 20_000;

/** The visitor's conversation as this page knows it. All news goes through `receive` or a snapshot, both idempotent. */
export class Thread {
  conversation: Conversation | null = $state.raw(null);
  messages: Message[] = $state.raw([]);
  /** A first answer has come. */
  loaded = $state(false);
  hasOlder = $state(false);
  typist: Sender | null = $state.raw(null);
  /** Unix seconds until which an agent has surely read. */
  agentSeenAt = $state(0);
  /** A message that was not there before, sent or received while the page is open. */
  onarrival: (message: Message) => void = () => undefined;
  readonly #api: WidgetApi;
  #seenId = $state(0);
  /** For each snapshot that is on its way, the messages that have arrived since it was asked for. */
  readonly #underWay = new Set<Message[]>();
  #asked = 0;
  #taken = 0;
  #typingTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: WidgetApi) {
    this.#api = api;
  }

  /** What the team wrote since the visitor last looked. */
  unread: Message[] = $derived.by(() => {
    const seenAt = this.conversation?.contact_last_seen_at ?? 0;
    return this.messages.filter((it) => isTheirs(it) && it.id > this.#seenId && it.created_at > seenAt);
  });

  get isResolved(): boolean {
    return this.conversation?.status === 'resolved';
  }

  /** Take a fresh snapshot in place of everything known, with what happened while it was on its way. */
  async load(): Promise<void> {
    const meanwhile: Message[] = [];
    const turn = (this.#asked += 1);
    this.#underWay.add(meanwhile);
    const asked = Promise.all([this.#api.conversation(), this.#api.messages()]);
    const [conversation, { payload }] = await asked.finally(() => this.#underWay.delete(meanwhile));
    // One that was asked for later has overtaken this one.
    if (turn < this.#taken) return;
    this.#taken = turn;
    const id = meanwhile.at(-1)?.conversation_id ?? conversation?.id;
    this.conversation = id === conversation?.id ? conversation : this.conversation;
    this.messages = merge([], [...payload, ...meanwhile]).filter((message) => message.conversation_id === id);
    this.hasOlder = payload.length >= PAGE;
    this.loaded = true;
  }

  /** Fetch what came after the last known message, and how the conversation stands. */
  async catchUp(): Promise<void> {
    const last = this.messages.at(-1)?.id;
    if (last === undefined) return this.load();
    const conversation = await this.#api.conversation();
    if (conversation?.id !== this.conversation?.id) return this.load();
    this.conversation = conversation;
    for (let after = last; ;) {
      const { payload } = await this.#api.messages({ after });
      payload.forEach((message) => this.#take(message));
      const newest = payload.at(-1)?.id ?? after;
      if (payload.length < PAGE || newest <= after) return;
      after = newest;
    }
  }

  async loadOlder(): Promise<void> {
    const first = this.messages[0]?.id;
    if (first === undefined || !this.hasOlder) return;
    const { payload } = await this.#api.messages({ before: first });
    this.messages = merge(this.messages, payload);
    this.hasOlder = payload.length >= PAGE;
  }

  /** Take the server's answer to a message of the visitor. */
  accept(message: Message, echo: string): void {
    this.#take({ ...message, echo_id: message.echo_id ?? echo });
    if (this.isResolved && this.conversation) this.conversation = { ...this.conversation, status: 'open' };
  }

  /** Note what was just done with a message, until the server says the same. */
  annotate(id: number, given: ContentAttributes): void {
    this.messages = this.messages.map((message) => {
      return message.id === id
        ? { ...message, content_attributes: { ...message.content_attributes, ...given } }
        : message;
    });
  }

  /** Take an event of the socket. What is not of the expected shape, or of no concern, changes nothing. */
  receive(name: string, data: unknown): void {
    if (!isRecord(data)) return;
    if (name === 'message.created' || name === 'message.updated') this.#take(data);
    else if (name === 'conversation.typing_on' || name === 'conversation.typing_off')
      this.#noteTyping(name, data);
    else if (name.startsWith('conversation.')) this.#noteConversation(data);
  }

  /** The visitor has seen everything down to the newest message; true when that is news. */
  see(id = this.messages.at(-1)?.id ?? 0): boolean {
    const isNews = this.unread.some((message) => message.id <= id);
    if (id > this.#seenId) this.#seenId = id;
    return isNews;
  }

  #take(news: object): void {
    const message = readVisible(news);
    if (!message) return;
    const isNew = !this.messages.some((known) => known.id === message.id);
    // News of a message above the loaded part comes with that part.
    if (isNew && this.hasOlder && message.id < (this.messages[0]?.id ?? 0)) return;
    for (const meanwhile of this.#underWay) meanwhile.push(message);
    if (message.conversation_id !== this.conversation?.id && !this.#enter(message)) return;
    this.messages = merge(this.messages, [message]);
    if (!isNew) return;
    if (isTheirs(message)) this.#noteAnswer(message);
    this.onarrival(message);
  }

  /** A message of another conversation: one that began just now takes the place of an ended one. False for an older one. */
  #enter(message: Message): boolean {
    const { conversation_id: id, created_at } = message;
    if (this.conversation && id < this.conversation.id) return false;
    const inbox_id = this.conversation?.inbox_id ?? 0;
    this.conversation = { id, inbox_id, status: 'open', contact_last_seen_at: created_at - 1 };
    this.messages = [];
    this.hasOlder = false;
    this.loaded = true;
    return true;
  }

  #noteAnswer(message: Message): void {
    if (message.message_type === 1) this.agentSeenAt = Math.max(this.agentSeenAt, message.created_at);
    this.#setTypist(null);
  }

  #noteConversation(data: Record<string, unknown>): void {
    const { id, status, agent_last_seen_at: seen } = data;
    if (id !== this.conversation?.id || !this.conversation) return;
    if (typeof seen === 'number') this.agentSeenAt = Math.max(this.agentSeenAt, seen);
    if (typeof status === 'string') this.conversation = { ...this.conversation, status: status as Status };
  }

  #noteTyping(name: string, data: Record<string, unknown>): void {
    const { user, is_private: isPrivate, conversation } = data;
    if (isPrivate === true || !isRecord(user) || user.type === 'contact') return;
    if (isRecord(conversation)) this.#noteConversation(conversation);
    this.#setTypist(name.endsWith('on') ? (user as unknown as Sender) : null);
  }

  #setTypist(typist: Sender | null): void {
    clearTimeout(this.#typingTimer);
    this.typist = typist;
    if (typist) this.#typingTimer = setTimeout(() => (this.typist = null), TYPING_MS);
  }
}
