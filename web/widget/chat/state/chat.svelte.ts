import { ApiError } from '../api/request.ts';
import type { ContentAttributes, Message } from '../api/shapes.ts';
import { WidgetApi } from '../api/widget-api.ts';
import type { Boot } from '../boot.ts';
import type { HostConfig, HostMessage, Scheme } from '../host/host-messages.ts';
import type { Host } from '../host/host.ts';
import { chimeOnce } from '../kit/sound.ts';
import type { Store } from '../kit/store.ts';
import type { Tabs } from '../kit/tabs.ts';
import { language, pickLocale } from '../kit/locale.svelte.ts';
import { Delivery } from './delivery.ts';
import { HostRequests } from './host-requests.ts';
import { Line } from './line.svelte.ts';
import { isTheirs } from './messages.ts';
import { Outbox, type Outgoing } from './outbox.svelte.ts';
import { ProfileBox, type Profile } from './profile.ts';
import { Team } from './team.svelte.ts';
import { Thread } from './thread.svelte.ts';
import { TypingSignal } from './typing-signal.ts';
import { Visitor } from './visitor.svelte.ts';

export type ViewName = 'home' | 'prechat' | 'thread';

/** The whole chat: the parts of its state, and what happens between them. */
export class Chat {
  readonly boot: Boot;
  readonly host: Host;
  readonly store: Store;
  readonly api: WidgetApi;
  readonly visitor: Visitor;
  readonly thread: Thread;
  readonly team: Team;
  readonly outbox: Outbox;
  readonly line: Line;
  readonly typing: TypingSignal;
  readonly #tabs: Tabs;
  readonly #profile: ProfileBox;
  readonly #delivery: Delivery;
  readonly #requests: HostRequests;
  #reported = false;

  view: ViewName = $state('home');
  isOpen = $state(false);
  /** Counts the times that the keyboard's focus was handed to the chat. */
  focusTurns = $state(0);
  config: HostConfig = $state({});
  /** The newest message that the visitor waved away from above the closed bubble. */
  dismissedId = $state(0);

  constructor(boot: Boot, host: Host, store: Store, tabs: Tabs) {
    this.boot = boot;
    this.host = host;
    this.store = store;
    this.#tabs = tabs;
    this.api = new WidgetApi(boot.channel.websiteToken);
    this.visitor = new Visitor(this.api);
    this.thread = new Thread(this.api);
    this.team = new Team(this.api);
    this.outbox = new Outbox(store, (item, progress) => this.#deliver(item, progress));
    this.#profile = new ProfileBox(store, this.api);
    this.#delivery = new Delivery(this.api, this.visitor, this.#profile);
    this.#requests = new HostRequests(this.api, this.visitor, host);
    this.typing = new TypingSignal((on) => void this.#tellTyping(on));
    this.line = new Line({
      event: (name, data) => this.#receive(name, data),
      missed: (everything) => void this.#refresh(everything),
      live: () => this.outbox.hurry(),
    });
    this.#join();
  }

  /** Tie the parts together. */
  #join(): void {
    this.visitor.onkeep = (token) => this.#keepToken(token);
    this.visitor.onknown = () => this.#greetVisitor();
    this.thread.onarrival = (message) => this.#noteArrival(message);
    this.#requests.onidentified = () => void this.#refresh(true);
    this.#tabs.onnews = (news) => {
      if (news.kind === 'seen') this.thread.see(news.id);
      else if (news.token !== this.api.token) void this.#become(news.token);
    };
    addEventListener('online', () => this.#comeBack());
  }

  /** Begin with what the host handed over; null when the chat stands alone. */
  async start(config: HostConfig | null): Promise<void> {
    this.config = config ?? {};
    if (config?.fresh) this.store.clear();
    this.isOpen = this.host.kind !== 'frame' || this.isOpen;
    this.dismissedId = Number(this.store.get('dismissed'));
    this.host.listen((message) => this.#takeFromHost(message));
    this.outbox.restore();
    if (this.outbox.items.length > 0) this.view = 'thread';
    void this.team.load().catch(() => undefined);
    const kept = this.host.kind === 'alone' ? this.store.get('token') : '';
    const token = config?.authToken || this.boot.authToken || kept;
    const pubsub = token === this.boot.authToken ? this.boot.pubsubToken : '';
    if (token) await this.#become(token, pubsub);
    void this.outbox.flush();
  }

  async #become(token: string, pubsubToken = ''): Promise<void> {
    try {
      await this.visitor.adopt(token, pubsubToken);
      await this.#refresh(true);
      // The visitor comes back into the conversation, not to its door.
      if (this.view === 'home' && this.thread.conversation && !this.thread.isResolved) this.view = 'thread';
      if (this.boot.channel.preChatFormEnabled && !this.thread.conversation) await this.visitor.look();
    } catch {
      // Not reachable now: the first message, or the next opening, tries again.
    }
  }

  /** What could not be reached before may be reachable now. */
  #comeBack(): void {
    if (this.visitor.isKnown && !this.thread.loaded) void this.#become(this.api.token, this.visitor.pubsubToken);
    this.outbox.hurry();
  }

  async #refresh(everything: boolean): Promise<void> {
    try {
      await (everything ? this.thread.load() : this.thread.catchUp());
    } catch (error) {
      if (!(error instanceof ApiError)) return;
    }
    this.#noteConversation();
  }

  #noteConversation(): void {
    const has = this.thread.conversation !== null;
    this.host.say('sync-visitor', { has });
    if (has) this.#requests.conversationStarted();
    if (this.visitor.pubsubToken && (has || this.isOpen)) this.line.open(this.visitor.pubsubToken);
  }

  /** Listen before anything is said, so that no answer is missed. */
  #greetVisitor(): void {
    this.#requests.visitorKnown();
    if (this.isOpen || this.outbox.items.length > 0) this.line.open(this.visitor.pubsubToken);
  }

  #keepToken(token: string): void {
    this.host.say('setAuthCookie', { data: { widgetAuthToken: token } });
    this.#tabs.tell({ kind: 'visitor', token });
    if (this.host.kind === 'alone') this.store.set('token', token);
  }

  async #deliver(item: Outgoing, progress: (share: number) => void): Promise<void> {
    this.thread.accept(await this.#delivery.bring(item, progress), item.echo);
    this.#noteConversation();
  }

  #receive(name: string, data: unknown): void {
    this.thread.receive(name, data);
    this.team.receive(name, data);
  }

  #noteArrival(message: Message): void {
    this.outbox.settle(message.echo_id);
    this.host.announce('on-message', message);
    if (isTheirs(message) && !this.isWatched) chimeOnce();
  }

  /** The visitor has the thread before their eyes. */
  get isWatched(): boolean {
    return this.isOpen && this.view === 'thread' && document.visibilityState === 'visible';
  }

  markSeen(): void {
    if (!this.isWatched || !this.thread.see()) return;
    this.#tabs.tell({ kind: 'seen', id: this.thread.messages.at(-1)?.id ?? 0 });
    void this.api.markSeen().catch(() => undefined);
  }

  async #tellTyping(on: boolean): Promise<void> {
    if (this.thread.conversation) await this.api.setTyping(on).catch(() => undefined);
  }

  #takeFromHost(message: HostMessage): void {
    if (message.event === 'toggle-open') return this.#follow(message.isOpen, message.focus, message.authToken);
    if (message.event === 'set-locale') return void language.speak(pickLocale(message.locale));
    if (message.event === 'set-color-scheme') this.config.darkMode = message.darkMode;
    else if (message.event === 'toggle-close-button') this.config.isMobile = message.isMobile;
    else if (message.event === 'sdk-set-bubble-visibility') this.config.hideMessageBubble = message.hideMessageBubble;
    else if (message.event === 'change-url') this.#delivery.referer = message.referrerURL;
    else this.#requests.take(message);
  }

  #follow(isOpen: boolean, focus: boolean, authToken: string): void {
    this.isOpen = isOpen;
    if (!isOpen) return this.typing.stop();
    if (focus) this.focusTurns += 1;
    if (this.thread.unread.length > 0) this.view = 'thread';
    // Another tab may have begun the conversation, or somebody else has signed in there.
    if (authToken && authToken !== this.api.token) void this.#become(authToken);
    else if (this.visitor.pubsubToken) this.line.open(this.visitor.pubsubToken);
    this.#comeBack();
    this.#reportOpening();
  }

  #reportOpening(): void {
    if (this.#reported || !this.visitor.isKnown) return;
    this.#reported = true;
    void this.api.reportOpening(this.#delivery.referer).catch(() => undefined);
  }

  /** Whether the form still has to be filled in before the first message. */
  get needsForm(): boolean {
    const { preChatFormEnabled, preChatFormOptions } = this.boot.channel;
    const hasFields = (preChatFormOptions?.pre_chat_fields ?? []).some((field) => field.enabled);
    const begun = this.thread.conversation !== null || this.outbox.items.length > 0 || this.#profile.isFull;
    return preChatFormEnabled && hasFields && !begun;
  }

  begin(): void {
    this.host.announce('on-start-conversation', { hasConversation: this.thread.conversation !== null });
    this.view = this.needsForm ? 'prechat' : 'thread';
  }

  fillForm(profile: Profile, text: string): void {
    this.#profile.keep(profile);
    this.view = 'thread';
    this.outbox.add(text, [], null);
  }

  send(text: string, files: File[]): void {
    const { thread, boot } = this;
    const startsAnew = thread.isResolved && !boot.channel.allowMessagesAfterResolved;
    this.typing.stop();
    this.outbox.add(text, files, startsAnew ? (thread.conversation?.id ?? null) : null);
  }

  async resolve(): Promise<void> {
    await this.api.resolve();
    await this.thread.catchUp();
  }

  dismissPreview(): void {
    this.dismissedId = this.thread.messages.at(-1)?.id ?? 0;
    this.store.set('dismissed', String(this.dismissedId));
  }

  /** Unread messages to show above the closed bubble. */
  preview: Message[] = $derived.by(() => {
    if (this.isOpen || this.config.showUnreadMessagesDialog === false) return [];
    return this.thread.unread.filter((message) => message.id > this.dismissedId);
  });

  /** Answer a message that asks something; false when the answer did not get through. */
  async answer(message: Message, fields: object, given: ContentAttributes): Promise<boolean> {
    try {
      await this.api.answer(message.id, fields);
    } catch {
      return false;
    }
    this.thread.annotate(message.id, given);
    return true;
  }

  get takesFiles(): boolean {
    return this.config.enableFileUpload ?? this.boot.channel.enabledFeatures.includes('attachments');
  }

  get takesEmoji(): boolean {
    return this.config.enableEmojiPicker !== false && this.boot.channel.enabledFeatures.includes('emoji_picker');
  }

  /** In MB. */
  get fileLimit(): number {
    return this.boot.installation.MAXIMUM_FILE_UPLOAD_SIZE ?? 40;
  }

  /** On a phone the chat covers its own bubble, and a host may hide it. */
  get showsClose(): boolean {
    return this.host.kind === 'frame' && (this.config.isMobile === true || this.config.hideMessageBubble === true);
  }

  get scheme(): Scheme {
    return this.config.darkMode ?? 'light';
  }
}
