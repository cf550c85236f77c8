import type { Agent } from '@balcao/api';

const FRESH_MS = 60_000;

/** Who may be given the conversations of an inbox, remembered for a minute. */
export class Assignable {
  readonly #ask: (inboxId: number) => Promise<Agent[]>;
  readonly #known = new Map<number, { agents: Promise<Agent[]>; at: number }>();

  constructor(ask: (inboxId: number) => Promise<Agent[]>) {
    this.#ask = ask;
  }

  of(inboxId: number): Promise<Agent[]> {
    const known = this.#known.get(inboxId);
    if (known && Date.now() - known.at < FRESH_MS) return known.agents;
    const agents = this.#ask(inboxId);
    this.#known.set(inboxId, { agents, at: Date.now() });
    agents.catch(() => this.#known.delete(inboxId));
    return agents;
  }
}
