import type { DraftStore, Sheet } from '../state/drafts.ts';
import type { Letter, LetterStore } from '../state/outbox.svelte.ts';
import { draftPrefix, fileShelf, PREFIX, store } from './cupboard.ts';

/** Drafts of one user in one account. Empty ones leave nothing behind. */
export class DraftShelf implements DraftStore {
  readonly #prefix: string;

  constructor(owner: string) {
    this.#prefix = draftPrefix(owner);
  }

  read(conversationId: number, sheet: Sheet): string {
    return localStorage.getItem(`${this.#prefix}.${conversationId}.${sheet}`) ?? '';
  }

  write(conversationId: number, sheet: Sheet, text: string): void {
    const key = `${this.#prefix}.${conversationId}.${sheet}`;
    if (text) store(key, text);
    else localStorage.removeItem(key);
  }
}

/**
 * Letters that have not arrived yet. Words go to local storage, which is written before the call returns; files
 * go to a database beside it, which may lag a moment.
 */
export class LetterShelf implements LetterStore {
  readonly #prefix: string;

  constructor(owner: string) {
    this.#prefix = `${PREFIX}.letter.${owner}.`;
  }

  keep(letter: Letter): void {
    const { files, ...words } = letter;
    store(this.#prefix + letter.echo, JSON.stringify({ ...words, hasFiles: files.length > 0 }));
    if (files.length) void fileShelf((shelf) => shelf.put(files, letter.echo)).catch(() => undefined);
  }

  drop(echo: string): void {
    const raw = localStorage.getItem(this.#prefix + echo);
    localStorage.removeItem(this.#prefix + echo);
    if (raw?.includes('"hasFiles":true'))
      void fileShelf((shelf) => shelf.delete(echo)).catch(() => undefined);
  }

  async all(): Promise<Letter[]> {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.#prefix));
    const letters = await Promise.all(keys.map((key) => readLetter(localStorage.getItem(key))));
    return letters.filter((letter) => letter !== null).sort((a, b) => a.at - b.at);
  }
}

async function readLetter(raw: string | null): Promise<Letter | null> {
  if (!raw) return null;
  const { hasFiles, ...words } = JSON.parse(raw) as Omit<Letter, 'files'> & { hasFiles: boolean };
  const kept = hasFiles ? await fileShelf<unknown>((shelf) => shelf.get(words.echo)).catch(() => []) : [];
  return { ...words, files: Array.isArray(kept) ? (kept as File[]) : [] };
}
