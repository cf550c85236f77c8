import { PREFIX } from '../common/messages.ts';
import { readFrameMessage, type FrameMessage } from './frame-messages.ts';
import { serialise } from './serialise.ts';

export type HostMessage = { event: string } & Record<string, unknown>;

interface Ears {
  /** The chat (or its pop-out window) has started and waits for its settings. */
  greet(reply: (message: HostMessage) => void): void;
  hear(message: FrameMessage): void;
}

/** The iframe with the chat in it, and the only door between it and the host's page. */
export class Frame {
  ready = false;
  readonly #base: URL;
  readonly #ears: Ears;
  #element: HTMLIFrameElement | null = null;
  #popup: Window | null = null;
  #waiting: HostMessage[] = [];

  constructor(base: URL, ears: Ears) {
    this.#base = base;
    this.#ears = ears;
    window.addEventListener('message', (event) => this.#receive(event));
  }

  get element(): HTMLIFrameElement | null {
    return this.#element;
  }

  /** Fetch the chat, unless it is there already. */
  load(into: HTMLElement, path: string, title: string): void {
    if (this.#element) return;
    const element = document.createElement('iframe');
    element.id = 'chatwoot_live_chat_widget';
    element.title = title;
    element.allow = 'autoplay; clipboard-write; fullscreen';
    element.src = new URL(path, this.#base).href;
    into.appendChild(element);
    this.#element = element;
  }

  /** Take the chat away, with everything that was still to be told to it. */
  drop(): void {
    this.#element?.remove();
    this.#element = null;
    this.#waiting = [];
    this.ready = false;
  }

  popOut(path: string): void {
    const options = 'popup,resizable=yes,width=400,height=660';
    this.#popup = window.open(new URL(path, this.#base).href, `balcao-${this.#base.host}`, options);
  }

  /** Tell the chat, now or as soon as it has started. */
  tell(message: HostMessage): void {
    if (this.ready) this.#post(this.#element?.contentWindow, message);
    else this.#waiting.push(message);
  }

  #post(target: Window | null | undefined, message: HostMessage): void {
    target?.postMessage(PREFIX + serialise(message), this.#base.origin);
  }

  #receive(event: MessageEvent): void {
    if (event.origin !== this.#base.origin || event.source === null) return;
    const ours = event.source === this.#element?.contentWindow;
    if (!ours && event.source !== this.#popup) return;
    const message = readFrameMessage(event.data);
    if (!message) return;
    if (message.event === 'loaded') this.#greet(event.source as Window, ours);
    else if (ours || message.event === 'setAuthCookie' || message.event === 'sync-visitor')
      this.#ears.hear(message);
  }

  #greet(source: Window, ours: boolean): void {
    this.#ears.greet((message) => this.#post(source, message));
    if (!ours) return;
    this.ready = true;
    for (const message of this.#waiting.splice(0)) this.tell(message);
    this.#ears.hear({ event: 'loaded', config: {} });
  }
}
