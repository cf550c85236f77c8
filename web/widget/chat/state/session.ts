import { ApiError } from '../api/request.ts';
import { WidgetApi } from '../api/widget-api.ts';
import type { Boot } from '../boot.ts';
import type { HostConfig } from '../host/host-messages.ts';
import type { Host } from '../host/host.ts';
import type { Store } from '../kit/store.ts';
import type { Tabs } from '../kit/tabs.ts';
import { HostRequests } from './host-requests.ts';
import { Line } from './line.svelte.ts';
import { Thread } from './thread.svelte.ts';
import { Visitor } from './visitor.svelte.ts';

/** What a session works with. */
export interface Ground {
  boot: Boot;
  host: Host;
  store: Store;
  tabs: Tabs;
}

/** The visitor's standing with the server: who it is, which conversation runs, and the line on which news comes. */
export class Session {
  readonly api: WidgetApi;
  readonly visitor: Visitor;
  readonly thread: Thread;
  readonly line: Line;
  readonly requests: HostRequests;
  /** The server can be reached (again). */
  onlive: () => void = () => undefined;
  onevent: (name: string, data: unknown) => void = () => undefined;
  /** Somebody looks at the chat, so that it listens even before there is a conversation. */
  attended = false;
  readonly #ground: Ground;

  constructor(ground: Ground) {
    this.#ground = ground;
    this.api = new WidgetApi(ground.boot.channel.websiteToken);
    this.visitor = new Visitor(this.api);
    this.thread = new Thread(this.api);
    this.requests = new HostRequests(this.api, this.visitor, ground.host);
    this.line = new Line({
      event: (name, data) => this.onevent(name, data),
      missed: (everything) => void this.refresh(everything),
      live: () => this.onlive(),
    });
    this.visitor.onkeep = (token) => this.#keepToken(token);
    this.visitor.onknown = () => this.#greetVisitor();
    this.requests.onidentified = () => void this.refresh(true);
    ground.tabs.onnews = (news) => {
      if (news.kind === 'seen') this.thread.see(news.id);
      else this.follow(news.token);
    };
  }

  /** Begin as the visitor that the host's cookie, the page's address or an earlier visit names; else as nobody yet. */
  async start(config: HostConfig): Promise<void> {
    const { boot, host, store } = this.#ground;
    const kept = host.kind === 'alone' ? store.get('token') : '';
    const token = config.authToken || boot.authToken || kept;
    if (token) await this.#become(token, token === boot.authToken ? boot.pubsubToken : '');
  }

  /** Another page or tab knows the visitor by this token now. */
  follow(token: string): void {
    if (token && token !== this.api.token) void this.#become(token);
  }

  /** What could not be reached before may be reachable now. */
  async comeBack(): Promise<void> {
    if (this.visitor.isKnown && !this.thread.loaded)
      await this.#become(this.api.token, this.visitor.pubsubToken);
    else this.listen();
  }

  async #become(token: string, pubsubToken = ''): Promise<void> {
    try {
      await this.visitor.adopt(token, pubsubToken);
      await this.refresh(true);
      const asksFirst = this.#ground.boot.channel.preChatFormEnabled && !this.thread.conversation;
      if (asksFirst) await this.visitor.look();
    } catch {
      // Not reachable now: the first message, or the next opening, tries again.
    }
  }

  async refresh(everything: boolean): Promise<void> {
    try {
      await (everything ? this.thread.load() : this.thread.catchUp());
    } catch (error) {
      if (!(error instanceof ApiError)) return;
    }
    this.noteConversation();
  }

  noteConversation(): void {
    const has = this.thread.conversation !== null;
    this.#ground.host.say('sync-visitor', { has });
    if (has) this.requests.conversationStarted();
    this.listen();
  }

  /** Open the line where something may come over it. */
  listen(): void {
    const { pubsubToken } = this.visitor;
    if (pubsubToken && (this.attended || this.thread.conversation)) this.line.open(pubsubToken);
  }

  /** Listen before anything is said, so that no answer is missed. */
  #greetVisitor(): void {
    this.requests.visitorKnown();
    this.listen();
  }

  #keepToken(token: string): void {
    const { host, store, tabs } = this.#ground;
    host.say('setAuthCookie', { data: { widgetAuthToken: token } });
    tabs.tell({ kind: 'visitor', token });
    if (host.kind === 'alone') store.set('token', token);
  }
}
