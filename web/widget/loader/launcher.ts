// Long because: one object is all that `$chatwoot` can do; halves of it would share its private state.
import { announce, grumble } from './announce.ts';
import { fetchChannel, type Channel } from './channel.ts';
import { CookieJar } from './cookies.ts';
import { isToken, type FrameMessage } from './frame-messages.ts';
import { Frame, type HostMessage } from './frame.ts';
import { Identity } from './identity.ts';
import { Lodging } from './lodging.ts';
import * as page from './page.ts';
import type { SdkState } from './sdk.ts';
import type { Settings } from './settings.ts';
import { chime } from './sound.ts';
import { installStyle } from './style.ts';
import { View } from './view.ts';
import { wordsFor } from './words.ts';

const PATIENCE_MS = 20_000;

/** The bubble, the chat behind it, and what is known of the visitor: everything that `$chatwoot` can do. */
export class Launcher {
  readonly identity: Identity;
  readonly #base: URL;
  readonly #state: SdkState;
  readonly #settings: Settings;
  readonly #frame: Frame;
  readonly #lodging: Lodging;
  #channel: Channel = { color: '', locale: '', position: '' };
  #view: View | null = null;
  #wanted = false;
  #opening: { focus: boolean } | null = null;
  #unreadMode = false;
  #returnTo: HTMLElement | null = null;
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(base: URL, state: SdkState, settings: Settings) {
    this.#base = base;
    this.#state = state;
    this.#settings = settings;
    this.identity = new Identity(new CookieJar(settings.baseDomain), state.websiteToken);
    this.#lodging = new Lodging(state.websiteToken);
    this.#frame = new Frame(base, {
      greet: (reply) => this.#greet(reply),
      hear: (message) => this.#hear(message),
    });
  }

  async start(): Promise<void> {
    const channel = await fetchChannel(this.#base, this.#state.websiteToken);
    if (!channel) return grumble('This page may not show the chat: check the token and the allowed domains.');
    this.#channel = channel;
    page.whenBody(() => this.#draw());
  }

  #draw(): void {
    installStyle();
    const { color } = this.#channel;
    const side = this.#settings.position || this.#channel.position || 'right';
    const flat = this.#settings.widgetStyle === 'flat';
    const dark = page.isDark(this.#state.darkMode);
    this.#view = new View({ color, side, flat, dark, words: wordsFor(this.locale) });
    if (this.#state.type === 'expanded_bubble') this.#view.expand(this.#state.launcherTitle);
    this.#state.position = side;
    this.#state.hasLoaded = true;
    this.#view.bubble.addEventListener('click', () => this.toggle(undefined, true));
    this.#view.bubble.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.#state.isOpen) this.close();
    });
    this.showBubble(!this.#state.hideMessageBubble);
    this.#watchPage();
    announce('ready');
    if (this.#opening) this.open(this.#opening.focus);
    else if (this.#wanted || this.identity.hasConversation) page.whenIdle(() => this.#load());
  }

  #watchPage(): void {
    page.watchAddress(() => this.#mention(page.addressMessage()));
    page.watchBody(() => this.#view?.attach());
    page.watchPhone((isMobile) => this.#mention({ event: 'toggle-close-button', isMobile }));
    if (this.#view) page.watchScreen(this.#view.holder);
  }

  get locale(): string {
    return this.#state.locale || this.#channel.locale;
  }

  /** Tell the chat, as soon as there is one. */
  tell(message: HostMessage): void {
    this.#frame.tell(message);
  }

  /** Tell the chat if it is there; one that comes later learns it from its settings. */
  #mention(message: HostMessage): void {
    if (this.#frame.ready) this.#frame.tell(message);
  }

  /** The chat is needed soon, though nobody has opened it. */
  want(): void {
    this.#wanted = true;
    if (this.#view) page.whenIdle(() => this.#load());
  }

  toggle(state?: string, focus = false): void {
    const opens = state ? state === 'open' : !(this.#state.isOpen || this.#opening);
    if (opens) this.open(focus);
    else this.close();
  }

  open(focus: boolean): void {
    if (!this.#view) {
      this.#opening = { focus };
      return;
    }
    if (this.#state.isOpen) return;
    this.#opening = null;
    this.#state.isOpen = true;
    this.#returnTo = focus ? (document.activeElement as HTMLElement | null) : null;
    this.#setUnreadMode(false);
    this.#load();
    this.#view.showOpen(true);
    this.#view.showHolder(true);
    this.#tellOpen(focus);
    announce('opened');
  }

  close(): void {
    this.#opening = null;
    if (!this.#view || !this.#state.isOpen) return;
    const inside =
      document.activeElement === this.#frame.element || document.activeElement === this.#view.bubble;
    this.#state.isOpen = false;
    this.#view.showOpen(false);
    this.#view.showHolder(false);
    this.#tellOpen(false);
    if (inside) this.#giveFocusBack();
    announce('closed');
  }

  #giveFocusBack(): void {
    const home = this.#returnTo;
    const target = home?.isConnected && home !== document.body ? home : this.#view?.bubble;
    target?.focus({ preventScroll: true });
  }

  #tellOpen(focus: boolean): void {
    if (focus && this.#frame.ready) this.#frame.element?.focus({ preventScroll: true });
    if (!this.#frame.ready) return;
    const { isOpen } = this.#state;
    this.tell({ event: 'toggle-open', isOpen, focus, authToken: this.identity.token });
    if (isOpen) this.tell({ event: 'widget-visible' });
  }

  showBubble(shown: boolean): void {
    this.#state.hideMessageBubble = !shown;
    this.#view?.showBubble(shown);
    this.#mention({ event: 'sdk-set-bubble-visibility', hideMessageBubble: !shown });
  }

  speak(locale: string): void {
    this.#state.locale = locale;
    this.#view?.speak(wordsFor(locale));
    this.#mention({ event: 'set-locale', locale });
  }

  setScheme(darkMode: SdkState['darkMode']): void {
    this.#state.darkMode = darkMode;
    this.#view?.paint(this.#channel.color, page.isDark(this.#state.darkMode));
    this.#mention({ event: 'set-color-scheme', darkMode });
  }

  popOut(): void {
    this.close();
    this.#frame.popOut(`${this.#path}&popout=1`);
  }

  /** Forget the visitor: the next time the chat opens it is somebody new. */
  reset(): void {
    this.close();
    this.identity.forget();
    this.#lodging.clear();
    this.#setUnreadMode(false);
    this.#view?.showUnread(0);
    this.#frame.drop();
    this.#state.user = undefined;
    this.#state.identifier = undefined;
    this.#state.resetTriggered = true;
  }

  get #path(): string {
    const token = encodeURIComponent(this.#state.websiteToken);
    const locale = this.locale ? `&locale=${encodeURIComponent(this.locale)}` : '';
    return `widget?website_token=${token}&visitor=lazy${locale}`;
  }

  #load(): void {
    if (!this.#view || this.#frame.element) return;
    this.#view.showWaiting(true);
    this.#frame.load(this.#view.holder, this.#path, wordsFor(this.locale).frame);
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.#giveUp(), PATIENCE_MS);
  }

  /** The chat did not come. The bubble stays, and the next click tries again. */
  #giveUp(): void {
    if (this.#frame.ready) return;
    this.#frame.drop();
    this.close();
    announce('error', { message: 'The chat could not be loaded' });
  }

  #greet(reply: (message: HostMessage) => void): void {
    const { token: authToken, fresh } = this.identity;
    const { position, darkMode, hideMessageBubble } = this.#state;
    const now = { position, darkMode, hideMessageBubble, locale: this.locale, isMobile: page.isPhone() };
    reply({ event: 'config-set', ...this.#settings, ...now, authToken, fresh, kept: this.#lodging.all() });
    this.identity.fresh = false;
    reply(page.addressMessage());
  }

  #hear(message: FrameMessage): void {
    switch (message.event) {
      case 'loaded':
        this.#view?.showWaiting(false);
        return this.#tellOpen(this.#state.isOpen && document.activeElement === this.#view?.bubble);
      case 'setAuthCookie':
        if (isToken(message.data.widgetAuthToken)) this.identity.keepToken(message.data.widgetAuthToken);
        return;
      case 'sync-visitor':
        return this.identity.keepState(message.has);
      case 'keep':
        return this.#lodging.keep(message.key, message.value);
      case 'error':
        if (message.errorType === 'SET_USER_ERROR') this.identity.forgetUser();
        return announce('error', message.data);
      case 'onEvent':
        return this.#relay(message.eventIdentifier, message.data);
      case 'postback':
        return announce('postback', message.data);
      case 'playAudio':
        return chime();
      case 'popoutChatWindow':
        return this.popOut();
      default:
        this.#hearLook(message);
    }
  }

  #hearLook(message: FrameMessage): void {
    const view = this.#view;
    if (!view) return;
    if (message.event === 'setBubbleLabel') view.rename(message.label);
    else if (message.event === 'handleNotificationDot') view.showUnread(message.unreadMessageCount);
    else if (message.event === 'updateIframeHeight')
      view.holder.style.setProperty('--woot-height', `${Math.min(message.extraHeight, innerHeight - 100)}px`);
    else if (message.event === 'setUnreadMode') this.#setUnreadMode(true);
    else if (message.event === 'resetUnreadMode') this.#setUnreadMode(false);
    else if (message.event === 'toggleBubble' || message.event === 'onBubbleToggle')
      this.#follow(message.isOpen);
    else if (message.event !== 'loaded') this.close();
  }

  #follow(isOpen: unknown): void {
    this.toggle(typeof isOpen === 'boolean' ? (isOpen ? 'open' : 'close') : undefined, true);
  }

  #relay(identifier: string, data: unknown): void {
    const name = /^chatwoot:([a-z][a-z-]{1,60})$/.exec(identifier)?.[1];
    if (name) announce(name, data);
  }

  /** Show (or stop showing) the newest unread messages above the closed bubble. */
  #setUnreadMode(on: boolean): void {
    const shown = on && !this.#state.isOpen && this.#settings.showUnreadMessagesDialog;
    if (shown === this.#unreadMode) return;
    this.#unreadMode = shown;
    this.#view?.holder.classList.toggle('has-unread-view', shown);
    if (!this.#state.isOpen) this.#view?.showHolder(shown);
  }
}
