import type { DraftFiles } from '../drafts.ts';

/** Files of drafts, kept as a browser does: later than they are given, or not at all. */
export class FileDrawer implements DraftFiles {
  readonly files = new Map<string, readonly File[]>();
  /** The browser has no room. */
  full = false;

  has = (id: number, mode: string) => this.files.has(`${id} ${mode}`);

  async read(id: number, mode: string): Promise<File[]> {
    return [...(this.files.get(`${id} ${mode}`) ?? [])];
  }

  async write(id: number, mode: string, files: readonly File[]): Promise<void> {
    if (this.full && files.length) throw new Error('no room');
    if (files.length) this.files.set(`${id} ${mode}`, files);
    else this.files.delete(`${id} ${mode}`);
  }
}
