import { ApiError, type Conversation } from '@balcao/api';
import type { FirstMail } from '../desk/api.ts';
import { Composer, type Limits } from '../state/composer.svelte.ts';
import type { DraftFiles, DraftStore } from '../state/drafts.ts';

/** The draft that belongs to no conversation yet. */
const NEW = -1;

export type NewMailField = 'to' | 'subject' | 'text';

export type BeginApi = (mail: FirstMail, onProgress: (share: number) => void) => Promise<Conversation>;

/** A conversation that the team begins by mail. What is written stays until the server has it, or it is thrown away. */
export class NewMail {
  readonly composer: Composer;
  /** Being written on the screen; closed, it waits. */
  open = $state(false);
  inboxId = $state(0);
  subject = $state('');
  busy = $state(false);
  /** Share of the files that has left, 0 to 1. */
  progress = $state(0);
  /** What is missing, found when it was to be sent. */
  missing = $state.raw<readonly NewMailField[]>([]);
  /** Why the server did not take it. */
  failure = $state.raw<unknown>(null);
  #last = { said: '', echo: '' };
  readonly #drafts: DraftStore;
  readonly #send: BeginApi;

  constructor(drafts: DraftStore, files: DraftFiles, send: BeginApi) {
    this.#drafts = drafts;
    this.#send = send;
    this.composer = new Composer(drafts, files);
    const { inboxId, subject } = readAbout(drafts.read(NEW, 'about'));
    this.inboxId = inboxId;
    this.subject = subject;
  }

  empty: boolean = $derived.by(() => !this.composer.said && !this.subject && !this.composer.envelope.count);

  /** What the chosen inbox allows. */
  allow(limits: Limits): void {
    this.composer.open(NEW, limits);
  }

  chooseInbox(id: number): void {
    this.inboxId = id;
    this.#keep();
  }

  entitle(subject: string): void {
    this.subject = subject;
    this.missing = this.missing.filter((field) => field !== 'subject');
    this.#keep();
  }

  /** The conversation that it became; null when something has to be put right first. */
  async send(now: number, signature: string): Promise<Conversation | null> {
    if (this.busy) return null;
    this.failure = null;
    this.missing = this.#look();
    if (this.missing.length || !this.composer.ready) return null;
    this.busy = true;
    this.progress = 0;
    try {
      const mail = this.#named({
        inboxId: this.inboxId,
        subject: this.subject.trim(),
        letter: this.composer.letter(now, signature),
      });
      const conversation = await this.#send(mail, (share) => (this.progress = share));
      this.discard();
      return conversation;
    } catch (error) {
      this.failure = error;
      if (error instanceof ApiError) this.composer.envelope.refuse(error.attributes);
      return null;
    } finally {
      this.busy = false;
    }
  }

  discard(): void {
    this.composer.clear();
    this.subject = '';
    this.missing = [];
    this.failure = null;
    this.#keep();
    this.open = false;
  }

  /** The same mail pressed again keeps its name, so that a lost answer does not send it twice. */
  #named(mail: FirstMail): FirstMail {
    const { content, recipients, files, echo } = mail.letter;
    const sizes = files.map(({ name, size }) => [name, size]);
    const said = JSON.stringify([mail.inboxId, mail.subject, content, recipients, sizes]);
    if (said !== this.#last.said) this.#last = { said, echo };
    return { ...mail, letter: { ...mail.letter, echo: this.#last.echo } };
  }

  #look(): NewMailField[] {
    const { composer, subject } = this;
    const lacking: Record<NewMailField, boolean> = {
      to: !composer.envelope.recipients.to.length,
      subject: !subject.trim(),
      text: !composer.said,
    };
    return (['to', 'subject', 'text'] as const).filter((field) => lacking[field]);
  }

  #keep(): void {
    const { inboxId, subject } = this;
    this.#drafts.write(NEW, 'about', subject ? JSON.stringify({ inboxId, subject }) : '');
  }
}

function readAbout(raw: string): { inboxId: number; subject: string } {
  try {
    const { inboxId, subject } = JSON.parse(raw || '{}') as { inboxId?: unknown; subject?: unknown };
    return { inboxId: Number(inboxId) || 0, subject: typeof subject === 'string' ? subject : '' };
  } catch {
    return { inboxId: 0, subject: '' };
  }
}
