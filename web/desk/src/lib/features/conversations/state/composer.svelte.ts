import type { DraftStore, Mode } from './drafts.ts';
import { Envelope } from './envelope.svelte.ts';
import type { Letter } from './outbox.svelte.ts';

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

export interface Chosen {
  key: string;
  file: File;
  kind: 'image' | 'video' | 'audio' | 'file';
  /** Of an image, to look at before sending. */
  preview: string | null;
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
  files = $state.raw<readonly Chosen[]>([]);
  refused = $state.raw<readonly Refused[]>([]);
  readonly envelope: Envelope;
  #channel = $state.raw<Limits>(NO_LIMITS);
  readonly #drafts: DraftStore;
  readonly #kept = new Map<string, readonly Chosen[]>();

  constructor(drafts: DraftStore) {
    this.#drafts = drafts;
    this.envelope = new Envelope(drafts);
  }

  /** The limits of the mode. */
  limits: Limits = $derived(this.mode === 'note' ? { ...this.#channel, ...NOTE_LIMITS } : this.#channel);
  over: number = $derived(Math.max(0, [...this.text].length - (this.limits.textMax ?? Infinity)));
  said: boolean = $derived(this.text.trim() !== '' || this.files.length > 0);
  ready: boolean = $derived.by(
    () =>
      this.limits.canReply && this.over === 0 && this.said && (!this.limits.copies || this.envelope.ready),
  );

  open(conversationId: number, limits: Limits): void {
    this.#channel = limits;
    if (conversationId === this.conversationId) return;
    this.#putAside();
    this.conversationId = conversationId;
    this.mode = limits.canReply ? 'reply' : 'note';
    this.envelope.open(conversationId);
    this.#takeUp();
  }

  turn(mode: Mode): void {
    if (mode === this.mode) return;
    this.#putAside();
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
    for (const file of files) {
      const reason = this.#refuse(file);
      if (reason) refused.push({ name: file.name, reason });
      else this.files = [...this.files, choose(file)];
    }
    this.refused = refused;
  }

  detach(key: string): void {
    const gone = this.files.find((one) => one.key === key);
    if (gone?.preview) URL.revokeObjectURL(gone.preview);
    this.files = this.files.filter((one) => one.key !== key);
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
    const mail = this.limits.copies ? { recipients: envelope.recipients, signature } : {};
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
    for (const { preview } of this.files) if (preview) URL.revokeObjectURL(preview);
    this.write('');
    this.files = [];
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
    this.files = [...letter.files.map(choose), ...this.files];
    if (letter.recipients) this.envelope.address(letter.recipients);
    this.envelope.refuse(refused);
  }

  #refuse(file: File): Refusal | null {
    const { filesPerMessage, fileMax, media } = this.limits;
    if (this.files.length >= filesPerMessage) return 'too_many';
    if (file.size === 0) return 'empty';
    if (fileMax && file.size > fileMax) return 'too_big';
    return media.includes(kindOf(file)) ? null : 'wrong_kind';
  }

  #putAside(): void {
    this.#kept.set(`${this.conversationId} ${this.mode}`, this.files);
  }

  #takeUp(): void {
    this.refused = [];
    this.text = this.#drafts.read(this.conversationId, this.mode);
    this.files = this.#kept.get(`${this.conversationId} ${this.mode}`) ?? [];
  }
}

let counter = 0;

function choose(file: File): Chosen {
  const kind = kindOf(file);
  const preview = kind === 'image' ? URL.createObjectURL(file) : null;
  return { key: `f${(counter += 1)}`, file, kind, preview };
}

function kindOf(file: File): Chosen['kind'] {
  const family = file.type.split('/')[0];
  return family === 'image' || family === 'video' || family === 'audio' ? family : 'file';
}
