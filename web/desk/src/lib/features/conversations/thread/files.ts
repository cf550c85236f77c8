import type { Attachment } from '@balcao/api';
import { safeHref } from '../text/links.ts';
import { cleanName } from '../text/plain.ts';

const UNITS = ['B', 'kB', 'MB', 'GB'];

/** "1,4 MB" in the words of `locale`. */
export function sizeText(bytes: number, locale: string): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const digits = size < 10 && unit > 0 ? 1 : 0;
  return `${size.toLocaleString(locale, { maximumFractionDigits: digits })} ${UNITS[unit]}`;
}

/** The name of a file as its address tells it. */
export function fileName(attachment: Attachment): string {
  const last = attachment.data_url.split(/[?#]/)[0]?.split('/').at(-1) ?? '';
  return cleanName(decoded(last)) || attachment.file_type;
}

/** Where a file may be fetched from, or null for an address that is not one of the web. */
export function fileHref(url: string): string | null {
  const href = safeHref(url);
  return href && /^https?:/.test(href) ? href : null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
