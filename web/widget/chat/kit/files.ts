import { t } from './locale.svelte.ts';

const TYPES = ['image/', 'video/', 'audio/'];
const ENDINGS = '.csv .txt .rtf .json .pdf .zip .7z .rar .tar .doc .docx .xls .xlsx .ppt .pptx .odt'.split(
  ' ',
);

export const ACCEPTED = [...TYPES.map((type) => `${type}*`), ...ENDINGS].join(',');
export const MOST_FILES = 15;

export interface Choice {
  files: File[];
  /** Why some were left out, in the visitor's language; empty when none was. */
  problem: string;
}

/** Add `found` to `chosen` as far as the server will take them. `limit` is in MB. */
export function chooseFiles(chosen: File[], found: Iterable<File>, limit: number): Choice {
  const files = [...chosen];
  let problem = '';
  for (const file of found) {
    const name = file.name;
    if (!isAccepted(file)) problem = t('fileType', { name });
    else if (file.size > limit * 1_048_576) problem = t('fileTooLarge', { name, size: limit });
    else if (files.length >= MOST_FILES) problem = t('filesTooMany', { count: MOST_FILES });
    else files.push(file);
  }
  return { files, problem };
}

function isAccepted(file: File): boolean {
  const name = file.name.toLowerCase();
  return TYPES.some((type) => file.type.startsWith(type)) || ENDINGS.some((ending) => name.endsWith(ending));
}

/** `1536` → `1.5 kB`, with the decimal sign of `locale`. */
export function sizeText(bytes: number, locale: string): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let power = 0;
  let size = bytes;
  for (; size >= 1_000 && power < 3; power++) size /= 1_024;
  const digits = size < 10 && power > 0 ? 1 : 0;
  return `${size.toLocaleString(locale, { maximumFractionDigits: digits })} ${units[power]}`;
}

/** The file's name at the end of its address. */
export function nameOf(url: string): string {
  const last = url.split(/[?#]/)[0]?.split('/').pop() ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
