import { fileShelf, PREFIX } from './cupboard.ts';
import { dropFiles, marksFiles } from './file-shelf.ts';

/** `balcao.desk.draft.<account>.<user>.<conversation>.<sheet>`, `balcao.desk.letter.<account>.<user>.<echo>` */
interface Kept {
  key: string;
  what: string;
  account: string;
  user: string;
  of: string;
  sheet: string;
}

const written = new Set(['reply', 'note', 'about']);

/** How many drafts and unsent messages of a user this browser holds. */
export function leftBehind(userId: number): number {
  const things = keptOf(userId).filter(isSaid);
  return new Set(things.map(({ what, account, of }) => [what, account, of].join())).size;
}

/** Take away everything that a user has written here and not sent: whoever comes next must not find it. */
export async function sweep(userId: number): Promise<void> {
  const all = keptOf(userId);
  const files = all.filter(({ key }) => marksFiles(key));
  const letters = all.filter(({ what }) => what === 'letter');
  for (const { key } of all) if (!marksFiles(key)) localStorage.removeItem(key);
  const gone = [
    ...files.map(({ key }) => dropFiles(key)),
    ...letters.map(({ of }) => fileShelf((shelf) => shelf.delete(of))),
  ];
  await Promise.allSettled(gone);
}

function isSaid({ key, what, sheet }: Kept): boolean {
  return what === 'letter' || marksFiles(key) || (written.has(sheet) && !!localStorage.getItem(key)?.trim());
}

function keptOf(userId: number): Kept[] {
  const mine = Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}.`));
  const read = mine.map((key) => {
    const [what = '', account = '', user = '', of = '', sheet = ''] = key.slice(PREFIX.length + 1).split('.');
    return { key, what, account, user, of, sheet };
  });
  return read.filter(({ what, user }) => ['draft', 'letter'].includes(what) && user === String(userId));
}
