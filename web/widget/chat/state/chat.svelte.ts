import type { ContentAttributes, Message } from '../api/shapes.ts';
import type { Boot } from '../boot.ts';
import type { HostConfig, HostMessage } from '../host/host-messages.ts';
import type { Host } from '../host/host.ts';
import { language, pickLocale } from '../kit/locale.svelte.ts';
import type { Store } from '../kit/store.ts';
import type { Tabs } from '../kit/tabs.ts';
import { Delivery } from './delivery.ts';
import type { Line } from './line.svelte.ts';
import { isTheirs } from './messages.ts';
import { Options } from './options.svelte.ts';
import { Outbox, type Outgoing } from './outbox.svelte.ts';
import { ProfileBox, type Profile } from './profile.ts';
import { Session, type Ground } from './session.ts';
import { Team } from './team.svelte.ts';
import type { Thread } from './thread.svelte.ts';
import { TypingSignal } from './typing-signal.ts';

export type ViewName = 'home' | 'prechat' | 'thread';

/** The whole chat: the parts of its state, and what happens between them. */
export class Chat {
  readonly boot: Boot;
  readonly host: Host;
  readonly store: Store;
  readonly options: Options;
  readonly session: Session;
  readonly thread: Thread;
  readonly line: Line;
  readonly team: Team;
  readonly outbox: Outbox;
  readonly typing: TypingSignal;
  readonly #tabs: Tabs;
  readonly #profile: ProfileBox;
  readonly #delivery: Delivery;
  #reported = false;

  view: ViewName = $state('home');
  isOpen = $state(false);
  /** Counts the times that the keyboard's focus was handed to the chat. */
  focusTurns = $state(0);
  /** The newest message that the visitor waved away from above the closed bubble. */
  dismissedId = $state(0);

  constructor(ground: Ground) {
    ({ boot: this.boot, host: this.host, store: this.store, tabs: this.#tabs } = ground);
    this.options = new Options(ground.boot, ground.host);
    this.session = new Session(ground);
    ({ thread: this.thread, line: this.line } = this.session);
    const { api, visitor } = this.session;
    this.team = new Team(api);
    this.outbox = new Outbox(ground.store, (item, progress) => this.#deliver(item, progress));
    this.#profile = new ProfileBox(ground.store, api);
    this.#delivery = new Delivery(api, visitor, this.#profile);
    this.typing = new TypingSignal(
      (on) => this.thread.conversation && api.setTyping(on).catch(() => undefined),
    );
    this.thread.onarrival = (message) => this.#noteArrival(message);
    this.session.onlive = () => this.outbox.hurry();
    this.session.onevent = (name, data) => {
      this.thread.receive(name, data);
      this.team.receive(name, data);
    };
    addEventListener('online', () => this.#comeBack());
  }

  /** Begin with what the host handed over; null when the chat stands alone. */
  async start(config: HostConfig | null): Promise<void> {
    this.options.config = config ?? {};
    if (config?.fresh) this.store.clear();
    this.#attend(this.host.kind !== 'frame');
    this.dismissedId = Number(this.store.get('dismissed'));
    this.host.listen((message) => this.#takeFromHost(message));
    this.outbox.restore();
    if (this.outbox.items.length > 0) this.view = 'thread';
    void this.team.load().catch(() => undefined);
    await this.session.start(this.options.config);
    // The visitor comes back into the conversation, not to its door.
    if (this.view === 'home' && this.thread.conversation && !this.thread.isResolved) this.view = 'thread';
    void this.outbox.flush();
  }

  #comeBack(): void {
    void this.session.comeBack();
    this.outbox.hurry();
  }

  async #deliver(item: Outgoing, progress: (share: number) => void): Promise<void> {
    this.thread.accept(await this.#delivery.bring(item, progress), item.echo);
    this.session.noteConversation();
  }

  #noteArrival(message: Message): void {
    this.outbox.settle(message.echo_id);
    this.host.announce('on-message', message);
    if (isTheirs(message) && !this.isWatched) this.host.say('playAudio');
  }

  /** The visitor has the thread before their eyes. */
  get isWatched(): boolean {
    return this.isOpen && this.view === 'thread' && document.visibilityState === 'visible';
  }

  markSeen(): void {
    if (!this.isWatched || !this.thread.see()) return;
    this.#tabs.tell({ kind: 'seen', id: this.thread.messages.at(-1)?.id ?? 0 });
    void this.session.api.markSeen().catch(() => undefined);
  }

  #takeFromHost(message: HostMessage): void {
    if (message.event === 'toggle-open') this.#follow(message.isOpen, message.focus, message.authToken);
    else if (message.event === 'set-locale') void language.speak(pickLocale(message.locale));
    else if (message.event === 'change-url') this.#delivery.referer = message.referrerURL;
    else {
      this.options.take(message);
      this.session.requests.take(message);
    }
  }

  #attend(isOpen: boolean): void {
    this.isOpen = isOpen;
    this.session.attended ||= isOpen;
  }

  #follow(isOpen: boolean, focus: boolean, authToken: string): void {
    this.#attend(isOpen);
    if (!isOpen) return this.typing.stop();
    if (focus) this.focusTurns += 1;
    if (this.thread.unread.length > 0) this.view = 'thread';
    // Another tab may have begun the conversation, or somebody else has signed in there.
    this.session.follow(authToken);
    this.#comeBack();
    this.#reportOpening();
  }

  #reportOpening(): void {
    if (this.#reported || !this.session.visitor.isKnown) return;
    this.#reported = true;
    void this.session.api.reportOpening(this.#delivery.referer).catch(() => undefined);
  }

  /** Unread messages to show above the closed bubble. */
  preview: Message[] = $derived.by(() => {
    if (this.isOpen || !this.options.showsPreview) return [];
    return this.thread.unread.filter((message) => message.id > this.dismissedId);
  });

  dismissPreview(): void {
    this.dismissedId = this.thread.messages.at(-1)?.id ?? 0;
    this.store.set('dismissed', String(this.dismissedId));
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

  /** Answer a message that asks something; false when the answer did not get through. */
  async answer(message: Message, fields: object, given: ContentAttributes): Promise<boolean> {
    try {
      await this.session.api.answer(message.id, fields);
    } catch {
      return false;
    }
    this.thread.annotate(message.id, given);
    return true;
  }

  async resolve(): Promise<void> {
    await this.session.api.resolve();
    await this.thread.catchUp();
  }
}
