import type { Conversation, ConversationStatus, Priority } from '@balcao/api';
import type { DeskEvent } from '../state/events.ts';
import type { ContactChange, ConversationApi } from './api.ts';

interface Knower {
  know(rest: Conversation): void;
  apply(news: DeskEvent): void;
}

/** What an agent does to a conversation. The screen follows by the event, and at once by the answer where it says all. */
export class Verbs {
  readonly #api: ConversationApi;
  readonly #desk: Knower;

  constructor(api: ConversationApi, desk: Knower) {
    this.#api = api;
    this.#desk = desk;
  }

  async turn(id: number, status: ConversationStatus, until?: number): Promise<void> {
    await this.#api.turn(id, status, until);
    await this.#look(id);
  }

  async assign(id: number, agentId: number | null): Promise<void> {
    await this.#api.assign(id, agentId);
    await this.#look(id);
  }

  async assignTeam(id: number, teamId: number | null): Promise<void> {
    await this.#api.assignTeam(id, teamId);
    await this.#look(id);
  }

  async prioritize(id: number, priority: Priority | null): Promise<void> {
    await this.#api.prioritize(id, priority);
    await this.#look(id);
  }

  async label(id: number, labels: readonly string[]): Promise<void> {
    await this.#api.label(id, labels);
    await this.#look(id);
  }

  /** Read up to now: the badge goes at once, the server hears of it after. */
  async see(id: number): Promise<void> {
    this.#desk.apply({ event: 'conversation.seen', data: { id, at: Math.floor(Date.now() / 1000) } });
    this.#desk.know(await this.#api.see(id));
  }

  async unsee(id: number): Promise<void> {
    this.#desk.know(await this.#api.unsee(id));
  }

  async deleteMessage(id: number, messageId: number): Promise<void> {
    this.#desk.apply({ event: 'message.removed', data: await this.#api.remove(id, messageId) });
  }

  /** A message that the provider refused goes out once more. */
  async sendAgain(id: number, messageId: number): Promise<void> {
    await this.#api.sendAgain(id, messageId);
  }

  async changeContact(id: number, change: ContactChange): Promise<void> {
    const contact = await this.#api.changeContact(id, change);
    this.#desk.apply({ event: 'contact.changed', data: contact });
  }

  async #look(id: number): Promise<void> {
    this.#desk.know(await this.#api.show(id));
  }
}
