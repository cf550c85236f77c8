import type { Contact } from '../api/shapes.ts';
import type { WidgetApi } from '../api/widget-api.ts';

/** Who is writing: nobody for the server until the first message or `setUser`, then one contact. */
export class Visitor {
  /** What the server knows of the person; null while nothing is known. */
  contact: Contact | null = $state.raw(null);
  pubsubToken = '';
  /** A token that other pages and tabs have to keep. */
  onkeep: (token: string) => void = () => undefined;
  /** There is a visitor, and events may be listened to. */
  onknown: () => void = () => undefined;
  readonly #api: WidgetApi;
  #asking: Promise<void> | null = null;

  constructor(api: WidgetApi) {
    this.#api = api;
  }

  get isKnown(): boolean {
    return this.#api.token !== '';
  }

  /** Be the visitor of a token that was handed to us. The pubsub token, when known, spares a call. */
  async adopt(token: string, pubsubToken = ''): Promise<void> {
    this.#api.token = token;
    this.pubsubToken = pubsubToken;
    await this.ensure();
  }

  /** Make sure the server knows a visitor. */
  ensure(): Promise<void> {
    if (this.isKnown && this.pubsubToken) {
      if (!this.#asking) this.onknown();
      return Promise.resolve();
    }
    this.#asking ??= this.#visit().finally(() => (this.#asking = null));
    return this.#asking;
  }

  /** The token is not good any more: become somebody new. */
  renew(): Promise<void> {
    this.pubsubToken = '';
    return this.ensure();
  }

  async #visit(): Promise<void> {
    const { token, pubsubToken } = await this.#api.visit();
    const isNew = token !== this.#api.token;
    this.#api.token = token;
    this.pubsubToken = pubsubToken;
    if (isNew) this.onkeep(token);
    this.onknown();
  }

  async look(): Promise<void> {
    if (this.isKnown) this.contact = await this.#api.contact();
  }
}
