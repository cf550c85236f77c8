import type { Fields } from '../../common/messages.ts';
import { ApiError } from '../api/request.ts';
import type { WidgetApi } from '../api/widget-api.ts';
import type { HostMessage } from '../host/host-messages.ts';
import type { Host } from '../host/host.ts';
import type { Visitor } from './visitor.svelte.ts';

type Task = () => Promise<unknown>;

/**
 * What the host's page says about its visitor. It may come before the server knows the visitor, or before there is
 * a conversation: then it waits for that, in the order it came.
 */
export class HostRequests {
  /** The server found another person than before: everything has to be loaded anew. */
  onidentified: () => void = () => undefined;
  readonly #api: WidgetApi;
  readonly #visitor: Visitor;
  readonly #host: Host;
  #forContact: Task[] = [];
  #forConversation: Task[] = [];
  #started = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(api: WidgetApi, visitor: Visitor, host: Host) {
    this.#api = api;
    this.#visitor = visitor;
    this.#host = host;
  }

  /** The server knows the visitor now. */
  visitorKnown(): void {
    for (const task of this.#forContact.splice(0)) this.#run(task);
  }

  /** There is a conversation now. */
  conversationStarted(): void {
    this.#started = true;
    for (const task of this.#forConversation.splice(0)) this.#run(task);
  }

  take(message: HostMessage): void {
    const api = this.#api;
    switch (message.event) {
      case 'set-user':
        return this.#run(() => this.#setUser(message.identifier, message.user));
      case 'set-custom-attributes':
        return this.#onContact(() => api.updateContact({ custom_attributes: message.customAttributes }));
      case 'delete-custom-attribute':
        return this.#onContact(() => api.dropContactAttribute(message.customAttribute));
      case 'set-conversation-custom-attributes':
        return this.#onConversation(() => api.setConversationAttributes(message.customAttributes));
      case 'delete-conversation-custom-attribute':
        return this.#onConversation(() => api.dropConversationAttribute(message.customAttribute));
      case 'set-label':
        return this.#onConversation(() => api.label(message.label));
      case 'remove-label':
        return this.#onConversation(() => api.unlabel(message.label));
    }
  }

  #onContact(task: Task): void {
    if (this.#visitor.isKnown) this.#run(task);
    else this.#forContact.push(task);
  }

  #onConversation(task: Task): void {
    if (this.#started) this.#run(task);
    else this.#forConversation.push(task);
  }

  /** One after the other, and none stops the next: the host hears of a failure where the contract says so. */
  #run(task: Task): void {
    this.#turn = this.#turn.then(task).catch(() => undefined);
  }

  async #setUser(identifier: string, user: Fields): Promise<void> {
    try {
      await this.#visitor.ensure();
      const answer = await this.#api.setUser({ ...user, identifier });
      const token = answer.widget_auth_token;
      if (token) this.#visitor.onkeep(token);
      if (token) await this.#visitor.adopt(token);
      this.#visitor.contact = answer;
      this.onidentified();
    } catch (error) {
      const reason = error instanceof ApiError ? error.message : 'network';
      this.#host.say('error', { errorType: 'SET_USER_ERROR', data: reason });
    }
  }
}
