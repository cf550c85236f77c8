import type { DraftFiles, DraftStore, Mode } from './drafts.ts';
import { Envelope } from './envelope.svelte.ts';
import type { Letter } from './outbox.svelte.ts';
import { kindOf, Tray } from './tray.svelte.ts';

/** What the channel and the installation allow; null means no limit is declared. */
export interface Limits {
  textMax: number | null;
  filesPerMessage: number;
  /** Bytes. */
  fileMax: number;
  /** `image`, `video`, `audio`, `file`; empty when the channel takes no files. */
  media: readonly string[];
  canReply: boolean;
  /** A letter goes to addresses that the agent may change. */
  copies: boolean;
}

export type Refusal = 'too_many' | 'too_big' | 'wrong_kind' | 'empty';

export interface Refused {
  name: string;
  reason: Refusal;
}

/** A note never leaves the house, so the channel has no say in it. */
const NOTE_LIMITS = {
  ...{ textMax: 150_000, filesPerMessage: 15, media: ['image', 'video', 'audio', 'file'] },
  ...{ canReply: true, copies: false },
};
const NO_LIMITS: Limits = {
  ...{ textMax: null, filesPerMessage: 0, fileMax: 0, media: [] },
  ...{ canReply: true, copies: false },
};

/** What is being written in the open conversation. Reply and note keep separate words and files. */
export class Composer {
  conversationId = $state(0);
  mode = $state<Mode>('reply');
  text = $state('');
  refused = $state.raw<readonly Refused[]>([]);
  readonly envelope: Envelope;
  readonly tray: Tray;
  #channel = $state.raw<Limits>(NO_LIMITS);
  readonly #drafts: DraftStore;

  constructor(drafts: DraftStore, files: DraftFiles) {
    this.#drafts = drafts;
    this.envelope = new Envelope(drafts);
    this.tray = new Tray(files);
  }

  get files() {
    return this.tray.files;
  }

  /** The limits of the mode. */
  limits: Limits = $derived(this.mode === 'note' ? { ...this.#channel, ...NOTE_LIMITS } : this.#channel);
  over: number = $derived(Math.max(0, [...this.text].length - (this.limits.textMax ?? Infinity)));
  said: boolean = $derived.by(() => this.text.trim() !== '' || this.files.length > 0);
  ready: boolean = $derived.by(() => {
    const { limits, over, said, tray, envelope } = this;
    return limits.canReply && over === 0 && said && !tray.reading && (!limits.copies || envelope.ready);
  });

  open(conversationId: number, limits: Limits): void {
    this.#channel = limits;
    if (conversationId === this.conversationId) return;
    this.conversationId = conversationId;
    this.mode = limits.canReply ? 'reply' : 'note';
    this.envelope.open(conversationId);
    this.#takeUp();
  }

  turn(mode: Mode): void {
    if (mode === this.mode) return;
    this.mode = mode;
    this.#takeUp();
  }

  write(text: string): void {
    this.text = text;
    this.#drafts.write(this.conversationId, this.mode, text);
  }

  /** Add what fits; what does not is named in `refused` with its reason. */
  attach(files: readonly File[]): void {
    const refused: Refused[] = [];
    const taken: File[] = [];
    for (const file of files) {
      const reason = this.#refuse(file, this.files.length + taken.length);
      if (reason) refused.push({ name: file.name, reason });
      else taken.push(file);
    }
    if (taken.length) this.tray.add(taken);
    this.refused = refused;
  }

  detach(key: string): void {
    this.tray.take(key);
    this.refused = [];
  }

  /** Hand over what is written and start with an empty sheet; null when there is nothing that may be sent. */
  take(now: number, signature = ''): Letter | null {
    if (!this.ready) return null;
    const letter = this.letter(now, signature);
    this.clear();
    return letter;
  }

  /** What is written, as it would leave now. */
  letter(now: number, signature = ''): Letter {
    const { conversationId, mode, text, files, envelope } = this;
    const subject = envelope.subject?.trim();
    const mail = this.limits.copies
      ? { recipients: envelope.recipients, signature, ...(subject && { subject }) }
      : {};
    return {
      ...{
        echo: crypto.randomUUID(),
        conversationId,
        content: text.trim(),
        private: mode === 'note',
        at: now,
      },
      files: files.map(({ file }) => file),
      ...mail,
    };
  }

  clear(): void {
    this.write('');
    this.tray.clear();
    this.refused = [];
    if (this.limits.copies) this.envelope.clear();
  }

  /**
   * Take a letter that could not be sent back onto the sheet, before whatever is there. `refused`: what the server
   * did not like of it, by its names.
   */
  recall(letter: Letter, refused: readonly string[] = []): void {
    this.turn(letter.private ? 'note' : 'reply');
    this.write([letter.content, this.text].filter(Boolean).join('\n\n'));
    this.tray.putBack(letter.files);
    if (letter.recipients) this.envelope.address(letter.recipients);
    if (letter.subject) this.envelope.entitle(letter.subject);
    this.envelope.refuse(refused);
  }

  #refuse(file: File, before: number): Refusal | null {
    const { filesPerMessage, fileMax, media } = this.limits;
    if (before >= filesPerMessage) return 'too_many';
    if (file.size === 0) return 'empty';
    if (fileMax && file.size > fileMax) return 'too_big';
    return media.includes(kindOf(file)) ? null : 'wrong_kind';
  }

  #takeUp(): void {
    this.refused = [];
    this.text = this.#drafts.read(this.conversationId, this.mode);
    this.tray.open(this.conversationId, this.mode);
  }
}
