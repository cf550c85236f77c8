import { isAddress, MOST, unique } from '../mail/addresses.ts';
import type { Recipients } from '../mail/mail.ts';
import type { DraftStore } from './drafts.ts';

/** A line of the envelope, and what the server calls it. */
export const lines = ['to', 'cc', 'bcc'] as const;
export type EnvelopeLine = (typeof lines)[number];

const NOBODY: Recipients = { to: [], cc: [], bcc: [] };

/** Whom a letter goes to: as offered, until the agent decides otherwise. What he decides is kept with the draft. */
export class Envelope {
  recipients = $state.raw<Recipients>(NOBODY);
  /** Lines that the server did not take. */
  refused = $state.raw<readonly EnvelopeLine[]>([]);
  /** The agent changed something. */
  touched = $state(false);
  /** What the agent wants the letter to be about; null: as offered. */
  subject = $state<string | null>(null);
  subjectRefused = $state(false);
  readonly #store: DraftStore;
  #conversationId = 0;
  #offered: Recipients = NOBODY;

  constructor(store: DraftStore) {
    this.#store = store;
  }

  count: number = $derived(lines.reduce((sum, line) => sum + this.recipients[line].length, 0));
  wrong: Record<EnvelopeLine, string[]> = $derived({
    to: wrongIn(this.recipients.to),
    cc: wrongIn(this.recipients.cc),
    bcc: wrongIn(this.recipients.bcc),
  });
  over: boolean = $derived(this.count > MOST);
  ready: boolean = $derived(
    this.recipients.to.length > 0 && !this.over && lines.every((line) => this.wrong[line].length === 0),
  );

  open(conversationId: number): void {
    this.#conversationId = conversationId;
    this.#offered = NOBODY;
    this.refused = [];
    const kept = readKept(this.#store.read(conversationId, 'envelope'));
    this.touched = kept !== null;
    this.recipients = kept ?? NOBODY;
    this.subject = this.#store.read(conversationId, 'subject') || null;
    this.subjectRefused = false;
  }

  /** Whom the letter goes to when nobody says otherwise. */
  offer({ to, cc, bcc }: Recipients): void {
    this.#offered = { to, cc, bcc };
    if (!this.touched) this.recipients = this.#offered;
  }

  change(line: EnvelopeLine, addresses: readonly string[]): void {
    this.address({ ...this.recipients, [line]: unique(addresses) });
    this.refused = this.refused.filter((one) => one !== line);
  }

  address(recipients: Recipients): void {
    this.touched = true;
    this.recipients = recipients;
    this.#store.write(this.#conversationId, 'envelope', JSON.stringify(recipients));
  }

  /** What is not said, or is as offered, leaves the subject as it is. */
  entitle(subject: string, offered = ''): void {
    this.subject = subject === offered ? null : subject;
    this.subjectRefused = false;
    this.#store.write(this.#conversationId, 'subject', this.subject?.trim() ? this.subject : '');
  }

  /** The names that the server gave to what it refused. */
  refuse(attributes: readonly string[]): void {
    this.refused = lines.filter((line) => attributes.includes(`${line}_emails`));
    this.subjectRefused = attributes.includes('mail_subject');
  }

  /** The letter has left: the next one begins as offered. */
  clear(): void {
    this.touched = false;
    this.refused = [];
    this.recipients = this.#offered;
    this.#store.write(this.#conversationId, 'envelope', '');
    this.entitle('');
    this.subject = null;
  }
}

function wrongIn(addresses: readonly string[]): string[] {
  return addresses.filter((one) => !isAddress(one));
}

function readKept(raw: string): Recipients | null {
  if (!raw) return null;
  try {
    const { to, cc, bcc } = JSON.parse(raw) as Partial<Recipients>;
    return { to: texts(to), cc: texts(cc), bcc: texts(bcc) };
  } catch {
    return null;
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
