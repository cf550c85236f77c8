import type { Contact, ContactEvent } from '@balcao/api';
import { SvelteMap } from 'svelte/reactivity';
import type { DeskEvent, ServerEvent } from './events.ts';
import { rowAfterEdit, rowAfterMessage, rowContact, rowFromEvent, rowFromRest, type Row } from './row.ts';

/** One row before and after an event. `born` marks a conversation that did not exist before. */
export interface Change {
  before: Row | undefined;
  after: Row | undefined;
  born: boolean;
}

/** Every conversation the desk knows, by id. Nothing but `apply` changes it. */
export class Book {
  readonly #rows = new SvelteMap<number, Row>();

  get(id: number): Row | undefined {
    return this.#rows.get(id);
  }

  has(id: number): boolean {
    return this.#rows.has(id);
  }

  rows(): Iterable<Row> {
    return this.#rows.values();
  }

  /** Forget everything but `keep`: what was known of the rest may have changed unseen. */
  clear(keep: ReadonlySet<number>): void {
    for (const id of [...this.#rows.keys()]) if (!keep.has(id)) this.#rows.delete(id);
  }

  /** Take one piece of news in; answers what changed by it. Repeated and outdated news change nothing. */
  apply(news: ServerEvent | DeskEvent): Change[] {
    switch (news.event) {
      case 'conversations.loaded':
        return news.data.flatMap((rest) => this.#put(rowFromRest(rest, this.get(rest.id))));
      case 'conversation.created':
      case 'conversation.updated':
      case 'conversation.status_changed':
      case 'conversation.read':
      case 'conversation.contact_changed':
      case 'assignee.changed':
      case 'team.changed':
        return this.#put(
          rowFromEvent(news.data, this.get(news.data.id)),
          news.event === 'conversation.created',
        );
      case 'message.created':
        return this.#change(news.data.conversation_id, (row) => rowAfterMessage(row, news.data));
      case 'message.updated':
      case 'message.removed':
        return this.#change(news.data.conversation_id, (row) => rowAfterEdit(row, news.data));
      case 'conversation.seen':
        return this.#change(news.data.id, (row) => seen(row, news.data.at));
      case 'conversation.gone':
        return this.#drop([news.data.id]);
      case 'contact.updated':
      case 'contact.merged':
      case 'contact.changed':
        return this.#meet(news.data);
      case 'contact.deleted':
        return this.#drop(
          [...this.rows()].filter((row) => row.contact.id === news.data.id).map(({ id }) => id),
        );
      default:
        return [];
    }
  }

  #put(after: Row, born = false): Change[] {
    const before = this.get(after.id);
    this.#rows.set(after.id, after);
    return [{ before, after, born: born && !before }];
  }

  #change(id: number, next: (row: Row) => Row): Change[] {
    const before = this.get(id);
    if (!before) return [];
    const after = next(before);
    return after === before ? [] : this.#put(after);
  }

  #meet(contact: Contact | ContactEvent): Change[] {
    const owners = [...this.rows()].filter((row) => row.contact.id === contact.id);
    return owners.flatMap((row) => this.#put({ ...row, contact: rowContact(contact) }));
  }

  #drop(ids: number[]): Change[] {
    return ids.flatMap((id) => {
      const before = this.get(id);
      return this.#rows.delete(id) ? [{ before, after: undefined, born: false }] : [];
    });
  }
}

function seen(row: Row, at: number): Row {
  if (row.unread_count === 0 && row.agent_last_seen_at >= at) return row;
  return { ...row, unread_count: 0, agent_last_seen_at: Math.max(at, row.agent_last_seen_at) };
}
