import type { Fields } from '../../common/messages.ts';
import type { WidgetApi } from '../api/widget-api.ts';
import type { Store } from '../kit/store.ts';

/** The answers of the pre-chat form, by where the contract wants them. */
export interface Profile {
  contact: Fields;
  contactAttributes: Fields;
  conversationAttributes: Fields;
}

const KEY = 'profile';

/** Keeps the pre-chat answers until the server has them: they may be given without a network, before a reload. */
export class ProfileBox {
  readonly #store: Store;
  readonly #api: WidgetApi;

  constructor(store: Store, api: WidgetApi) {
    this.#store = store;
    this.#api = api;
  }

  keep(profile: Profile): void {
    this.#store.set(KEY, JSON.stringify(profile));
  }

  get isFull(): boolean {
    return this.#store.get(KEY) !== '';
  }

  /** Before the first message: who is writing. Repeating it is harmless. */
  async tellContact(): Promise<void> {
    const profile = this.#read();
    if (!profile) return;
    const { contact, contactAttributes } = profile;
    const attributes =
      Object.keys(contactAttributes).length > 0 ? { custom_attributes: contactAttributes } : {};
    await this.#api.updateContact({ ...contact, ...attributes });
  }

  /** After the first message: what the conversation is about. */
  async tellConversation(): Promise<void> {
    const attributes = this.#read()?.conversationAttributes;
    if (attributes && Object.keys(attributes).length > 0)
      await this.#api.setConversationAttributes(attributes);
    this.#store.remove(KEY);
  }

  #read(): Profile | null {
    try {
      return JSON.parse(this.#store.get(KEY)) as Profile;
    } catch {
      return null;
    }
  }
}
