import type { Words } from '@balcao/api';
import { language } from './index.svelte.ts';

/** The server's text in the reader's language. */
export function words(text: Words): string {
  return text[language.locale];
}
