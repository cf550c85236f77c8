import type { Letter } from './outbox.svelte.ts';

export type Mode = 'reply' | 'note';

/** What the channel and the installation allow; null means no limit is declared. */
export interface Limits {
  textMax: number | null;
  filesPerMessage: number;
  /** Bytes. */
  fileMax: number;
  /** `image`, `video`, `audio`, `file`; empty when the channel takes no files. */
  media: readonly string[];
  canReply: boolean;
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

export interface DraftStore {
  read(conversationId: number, mode: Mode): string;
  write(conversationId: number, mode: Mode, text: string): void;
}

const NOTE_LIMITS = { textMax: 150_000, filesPerMessage: 15, media: ['image', 'video', 'audio', 'file'] };

/** What is being written in the open conversation. Reply and note keep separate words and files. */
export class Composer {
  conversationId = $state(0);
  mode = $state<Mode>('reply');
  text = $state('');
  files = $state.raw<readonly Chosen[]>([]);
  refused = $state.raw<readonly Refused[]>([]);
  #channel = $state.raw<Limits>({ textMax: null, filesPerMessage: 0, fileMax: 0, media: [], canReply: true });
  readonly #drafts: DraftStore;
  readonly #kept = new Map<string, readonly Chosen[]>();

  constructor(drafts: DraftStore) {
    this.#drafts = drafts;
  }

  /** The limits of the mode: a note never leaves the house, so the channel has no say in it. */
  limits: Limits = $derived(
    this.mode === 'note' ? { ...this.#channel, ...NOTE_LIMITS, canReply: true } : this.#channel,
  );
  over: number = $derived(Math.max(0, [...this.text].length - (this.limits.textMax ?? Infinity)));
  ready: boolean = $derived(
    this.limits.canReply && this.over === 0 && (this.text.trim() !== '' || this.files.length > 0),
  );

  open(conversationId: number, limits: Limits): void {
    this.#channel = limits;
    if (conversationId === this.conversationId) return;
    this.#putAside();
    this.conversationId = conversationId;
    this.mode = limits.canReply ? 'reply' : 'note';
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
  take(now: number): Letter | null {
    if (!this.ready) return null;
    const { conversationId, mode, text, files } = this;
    this.write('');
    this.files = [];
    this.refused = [];
    for (const { preview } of files) if (preview) URL.revokeObjectURL(preview);
    const content = text.trim();
    return {
      ...{ echo: crypto.randomUUID(), conversationId, content, private: mode === 'note', at: now },
      files: files.map(({ file }) => file),
    };
  }

  /** Take a letter that could not be sent back onto the sheet, before whatever is there. */
  recall(letter: Letter): void {
    this.turn(letter.private ? 'note' : 'reply');
    this.write([letter.content, this.text].filter(Boolean).join('\n\n'));
    this.files = [...letter.files.map(choose), ...this.files];
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
