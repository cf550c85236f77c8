import type { DraftFiles, Mode } from './drafts.ts';

export interface Chosen {
  key: string;
  file: File;
  kind: 'image' | 'video' | 'audio' | 'file';
  /** Of an image, to look at before sending. */
  preview: string | null;
}

interface Sheet {
  conversationId: number;
  mode: Mode;
  files: readonly Chosen[];
  /** What an earlier visit kept has not been read yet. */
  reading: boolean;
  unkept: boolean;
  /** How often it was to be kept. */
  turn: number;
}

const blank = (conversationId: number, mode: Mode): Sheet => {
  return { conversationId, mode, files: [], reading: false, unkept: false, turn: 0 };
};

/** The files of what is being written. Each sheet has its own; they are kept with its words over a reload. */
export class Tray {
  files = $state.raw<readonly Chosen[]>([]);
  /** Files of an earlier visit are still on their way here. */
  reading = $state(false);
  /** The browser has no room for them: they live as long as the page. */
  unkept = $state(false);
  readonly #store: DraftFiles;
  readonly #sheets = new Map<string, Sheet>();
  #open = blank(0, 'reply');

  constructor(store: DraftFiles) {
    this.#store = store;
  }

  open(conversationId: number, mode: Mode): void {
    const name = `${conversationId} ${mode}`;
    const known = this.#sheets.get(name);
    const sheet = known ?? blank(conversationId, mode);
    this.#sheets.set(name, sheet);
    this.#open = sheet;
    if (!known && this.#store.has(conversationId, mode)) void this.#read(sheet);
    this.#show();
  }

  add(files: readonly File[]): void {
    this.#change([...this.#open.files, ...files.map(choose)]);
  }

  /** Before those that are there. */
  putBack(files: readonly File[]): void {
    if (files.length) this.#change([...files.map(choose), ...this.#open.files]);
  }

  take(key: string): void {
    const { files } = this.#open;
    letGo(files.filter((one) => one.key === key));
    this.#change(files.filter((one) => one.key !== key));
  }

  clear(): void {
    const { files, reading } = this.#open;
    if (!files.length && !reading) return;
    letGo(files);
    this.#open.reading = false;
    this.#change([]);
  }

  #change(files: readonly Chosen[]): void {
    this.#open.files = files;
    this.#show();
    // What is still being read is kept together with this.
    if (!this.#open.reading) void this.#keep(this.#open);
  }

  #show(): void {
    this.files = this.#open.files;
    this.reading = this.#open.reading;
    this.unkept = this.#open.unkept;
  }

  async #read(sheet: Sheet): Promise<void> {
    sheet.reading = true;
    const found = await this.#store.read(sheet.conversationId, sheet.mode).catch(() => []);
    if (!sheet.reading) return;
    sheet.reading = false;
    const added = sheet.files.length > 0;
    sheet.files = [...found.map(choose), ...sheet.files];
    if (added) void this.#keep(sheet);
    if (sheet === this.#open) this.#show();
  }

  async #keep(sheet: Sheet): Promise<void> {
    const turn = (sheet.turn += 1);
    const files = sheet.files.map(({ file }) => file);
    const kept = await this.#store.write(sheet.conversationId, sheet.mode, files).then(
      () => true,
      () => false,
    );
    if (turn !== sheet.turn) return;
    sheet.unkept = !kept;
    if (sheet === this.#open) this.#show();
  }
}

let counter = 0;

function choose(file: File): Chosen {
  const kind = kindOf(file);
  const preview = kind === 'image' ? URL.createObjectURL(file) : null;
  return { key: `f${(counter += 1)}`, file, kind, preview };
}

function letGo(files: readonly Chosen[]): void {
  for (const { preview } of files) if (preview) URL.revokeObjectURL(preview);
}

export function kindOf(file: File): Chosen['kind'] {
  const family = file.type.split('/')[0];
  return family === 'image' || family === 'video' || family === 'audio' ? family : 'file';
}
