import type { DraftFiles, Mode } from '../state/drafts.ts';
import { draftPrefix, fileShelf } from './cupboard.ts';

const MEGABYTE = 1024 * 1024;
/** What is kept of one draft, and of all drafts together, in bytes. */
const MOST = 100 * MEGABYTE;
const MOST_OF_ALL = 500 * MEGABYTE;
/** In milliseconds. Somebody waits for the answer, and writes on without the files when there is none. */
const PATIENCE = 4_000;
/** In local storage, the size of what the database holds: so it is known at once that there is something. */
const MARK = '.files';

/** Files of drafts of one user in one account. */
export class DraftFileShelf implements DraftFiles {
  readonly #prefix: string;
  /** One after the other: the last word on a draft is the last that was said. */
  #busy: Promise<unknown> = Promise.resolve();

  constructor(owner: string) {
    this.#prefix = draftPrefix(owner);
  }

  has(conversationId: number, mode: Mode): boolean {
    return localStorage.getItem(this.#mark(conversationId, mode)) !== null;
  }

  read(conversationId: number, mode: Mode): Promise<File[]> {
    const key = this.#mark(conversationId, mode);
    const found = fileShelf<unknown>((shelf) => shelf.get(key)).then((kept) =>
      Array.isArray(kept) ? kept.filter((one) => one instanceof File) : [],
    );
    return Promise.race([found, late()]);
  }

  write(conversationId: number, mode: Mode, files: readonly File[]): Promise<void> {
    const key = this.#mark(conversationId, mode);
    const work = this.#busy.then(() => (files.length ? keepFiles(key, files) : dropFiles(key)));
    this.#busy = work.catch(() => undefined);
    return work;
  }

  #mark(conversationId: number, mode: Mode): string {
    return `${this.#prefix}.${conversationId}.${mode}${MARK}`;
  }
}

async function keepFiles(key: string, files: readonly File[]): Promise<void> {
  const size = files.reduce((sum, file) => sum + file.size, 0);
  try {
    if (size > MOST || size + sizeOfOthers(key) > MOST_OF_ALL) throw new Error('too many files for a draft');
    await fileShelf((shelf) => shelf.put([...files], key));
    localStorage.setItem(key, String(size));
  } catch (error) {
    // What was kept before would be taken for all of them.
    await erase(key).catch(() => undefined);
    throw error;
  }
}

/** Take away the files of a draft, if there are any. */
export async function dropFiles(key: string): Promise<void> {
  if (localStorage.getItem(key) !== null) await erase(key);
}

/** The mark goes first: whoever looks in between finds nothing rather than what is going. */
async function erase(key: string): Promise<void> {
  localStorage.removeItem(key);
  await fileShelf((shelf) => shelf.delete(key));
}

/** Whether a key of local storage tells of files in the database, under the same key there. */
export function marksFiles(key: string): boolean {
  return key.startsWith(draftPrefix('')) && key.endsWith(MARK);
}

function sizeOfOthers(key: string): number {
  const others = Object.keys(localStorage).filter((other) => other !== key && marksFiles(other));
  return others.reduce((sum, other) => sum + (Number(localStorage.getItem(other)) || 0), 0);
}

function late(): Promise<never> {
  return new Promise((_, reject) => setTimeout(() => reject(new Error('no answer')), PATIENCE));
}
