import { PREFIX, type Fields } from '../../common/messages.ts';
import { readHostMessage, type HostConfig, type HostMessage } from './host-messages.ts';

const PATIENCE_MS = 1_500;

interface NativeShell {
  postMessage(text: string): void;
}

/** The browser's parts that are used, replaceable in tests. */
export interface Surroundings extends Pick<Window, 'addEventListener' | 'setTimeout'> {
  parent: unknown;
  opener: unknown;
  location: { search: string };
  ReactNativeWebView?: NativeShell;
}

/**
 * The page around the chat: the loader on a host's page, the page that opened this pop-up, or a phone app.
 * The first one to send `config-set` from the right window is pinned by its origin; nobody else is heard or answered.
 */
export class Host {
  /** `alone`: the chat is a page of its own, in a phone app, or embedded without the loader. */
  kind: 'frame' | 'popup' | 'alone';
  readonly #world: Surroundings;
  readonly #peer: Window | null;
  readonly #shell: NativeShell | undefined;
  #origin: string | null = null;
  #waiting: Fields[] = [];
  #heard: HostMessage[] = [];
  #listener: ((message: HostMessage) => void) | null = null;
  #configured: (config: HostConfig) => void = () => undefined;

  constructor(world: Surroundings) {
    this.#world = world;
    this.#shell = world.ReactNativeWebView;
    this.#peer = peerOf(world);
    this.kind = world.parent !== world ? 'frame' : 'popup';
    if (this.#shell || !this.#peer) this.kind = 'alone';
    world.addEventListener('message', (event) => this.#receive(event as MessageEvent));
  }

  /** Report that the chat has started, and wait for the host's settings; null when nobody answers. */
  greet(authToken: string): Promise<HostConfig | null> {
    const config = { authToken, channelConfig: {} };
    const hello = PREFIX + JSON.stringify({ event: 'loaded', config });
    this.#shell?.postMessage(hello);
    // The one message that may reach anybody: it is sent before the host is known. It holds a token only
    // when the host's own URL brought that token here.
    this.#peer?.postMessage(hello, '*');
    if (this.kind === 'alone') return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#configured = resolve;
      this.#world.setTimeout(() => {
        if (this.#origin === null) this.kind = 'alone';
        resolve(null);
      }, PATIENCE_MS);
    });
  }

  /** Where the host's page comes from; empty while nobody is pinned. */
  get origin(): string {
    return this.#origin ?? '';
  }

  /** Hear what the host's page asks, and first what it asked already. */
  listen(listener: (message: HostMessage) => void): void {
    this.#listener = listener;
    for (const message of this.#heard.splice(0)) listener(message);
  }

  say(event: string, fields: Fields = {}): void {
    const message = { event, ...fields };
    if (this.#shell) this.#shell.postMessage(PREFIX + JSON.stringify(message));
    else if (this.#origin !== null) this.#post(message);
    else if (this.kind !== 'alone') this.#waiting.push(message);
  }

  /** Dispatch one of the contract's window events on the host's page. */
  announce(name: string, data: unknown): void {
    this.say('onEvent', { eventIdentifier: `chatwoot:${name}`, data });
  }

  #post(message: Fields): void {
    // A sandboxed or srcdoc host may have the opaque origin "null", which cannot be addressed by name.
    const target = this.#origin === 'null' ? '*' : (this.#origin ?? '');
    this.#peer?.postMessage(PREFIX + JSON.stringify(message), target);
  }

  #receive(event: MessageEvent): void {
    const fromShell = this.#shell !== undefined && event.source === (this.#world as unknown);
    if (!fromShell && (this.#peer === null || event.source !== this.#peer)) return;
    if (!fromShell && this.#origin !== null && event.origin !== this.#origin) return;
    const message = readHostMessage(event.data);
    if (!message) return;
    if (message.event === 'config-set' && this.#origin === null) this.#pin(event.origin);
    if (message.event === 'config-set') this.#configured(message.config);
    else if (fromShell || this.#origin !== null) this.#hear(message);
  }

  #hear(message: HostMessage): void {
    if (this.#listener) this.#listener(message);
    else this.#heard.push(message);
  }

  #pin(origin: string): void {
    this.#origin = origin;
    for (const message of this.#waiting.splice(0)) this.#post(message);
  }
}

function peerOf(world: Surroundings): Window | null {
  if (world.parent !== world) return world.parent as Window;
  const popped = new URLSearchParams(world.location.search).has('popout');
  return popped ? (world.opener as Window | null) : null;
}
