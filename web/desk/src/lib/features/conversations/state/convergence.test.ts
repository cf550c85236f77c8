import { describe, expect, it } from 'vitest';
import { Book } from './book.svelte.ts';
import type { ServerEvent } from './events.ts';
import { everything, type Tab } from './filter.ts';
import { ConversationList, type View } from './list.svelte.ts';
import { Newcomers } from './newcomers.ts';
import type { Sort } from './order.ts';
import { Pager } from './pager.ts';
import { Chance } from './testing/chance.ts';
import { FakeServer, ME } from './testing/fake-server.ts';

/** A line between desk and server on which events and answers overtake each other by chance. */
class Line {
  readonly events: ServerEvent[] = [];
  readonly #questions: (() => void)[] = [];
  readonly #answers: (() => void)[] = [];

  /** The answer is taken from the server's state of some later moment, and arrives later still. */
  ask<T>(look: () => T): Promise<T> {
    return new Promise((resolve) => {
      this.#questions.push(() => {
        const answer = look();
        this.#answers.push(() => resolve(answer));
      });
    });
  }

  work(): void {
    this.#questions.shift()?.();
  }

  hand(): void {
    this.#answers.shift()?.();
  }

  get quiet(): boolean {
    return this.events.length + this.#questions.length + this.#answers.length === 0;
  }
}

class Scene {
  readonly server = new FakeServer();
  readonly line = new Line();
  readonly book = new Book();
  readonly list = new ConversationList(this.book, ME);
  readonly pager = new Pager(this.book, this.list, {
    page: (view, page) => this.line.ask(() => this.server.page(view, page)),
    counts: (view) => this.line.ask(() => this.server.counts(view)),
  });
  readonly newcomers = new Newcomers(
    (id) => this.line.ask(() => this.server.rest(id)),
    (rest) => this.pager.note(this.book.apply({ event: 'conversations.loaded', data: [rest] })),
  );

  constructor(readonly chance: Chance) {
    for (let i = 0; i < 160; i += 1) this.happen(true);
  }

  happen(opening = this.chance.below(10) === 0): void {
    const { server, chance } = this;
    server.now += 1;
    const id = 1 + chance.below(server.records.size || 1);
    if (opening) this.line.events.push(...server.open(1 + chance.below(2)));
    else this.line.events.push(...this.#verb(id));
  }

  #verb(id: number): ServerEvent[] {
    const { server, chance } = this;
    switch (chance.below(5)) {
      case 0:
        return server.turn(id, chance.pick(['open', 'resolved', 'pending']));
      case 1:
        return server.assign(id, chance.pick([null, ME, 2]));
      case 2:
        return server.prioritize(id, chance.pick([null, 'low', 'urgent']));
      default:
        return server.write(id, chance.pick(['incoming', 'outgoing', 'note', 'activity']));
    }
  }

  hear(): void {
    const event = this.line.events.shift();
    if (!event) return;
    if (event.event === 'message.created' && !this.book.has(event.data.conversation_id)) {
      this.newcomers.want(event.data.conversation_id);
    }
    this.pager.note(this.book.apply(event));
  }

  async step(): Promise<void> {
    const moves = [() => this.happen(), () => this.hear(), () => this.line.work(), () => this.line.hand()];
    this.chance.pick([...moves, ...moves, () => void this.pager.extend()])();
    await Promise.resolve();
  }

  async settle(): Promise<void> {
    for (let calm = 0; calm < 5; calm += this.line.quiet ? 1 : 0) {
      while (this.line.events.length) this.hear();
      this.line.work();
      this.line.hand();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

const views: [Tab, Sort][] = [
  ['all', 'last_activity_at_desc'],
  ['unassigned', 'last_activity_at_desc'],
  ['me', 'created_at_desc'],
  ['all', 'last_activity_at_asc'],
  ['all', 'priority_desc'],
  ['unassigned', 'waiting_since_asc'],
];

describe.each(views)('snapshot + events == fresh snapshot: %s by %s', (tab, sort) => {
  const view: View = { filter: { ...everything, inboxId: 1 }, tab, sort };

  it.each(Array.from({ length: 30 }, (_, seed) => seed))('seed %i', async (seed) => {
    const scene = new Scene(new Chance(seed));
    scene.line.events.length = 0;
    void scene.pager.open(view);
    for (let i = 0; i < 300; i += 1) await scene.step();
    await scene.settle();
    const fresh = scene.server.fresh(view);
    expect(scene.list.rows).toEqual(fresh.slice(0, scene.list.rows.length));
    expect(scene.list.more || scene.list.rows.length === fresh.length).toBe(true);
    if (scene.list.more) expect(scene.list.rows.length).toBeGreaterThan(0);
  });
});
