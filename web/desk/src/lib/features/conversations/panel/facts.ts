import type { Json } from '@balcao/api';
import type { MessageKey } from '#lib/i18n/index.svelte.ts';
import { safeHref } from '../text/links.ts';
import { cleanName } from '../text/plain.ts';

/** One thing known of a visitor or a conversation. `href` only when the value is a safe address. */
export interface Fact {
  key: MessageKey | null;
  name: string;
  value: string;
  href: string | null;
}

const LONGEST = 300;

/** Where and with what a visitor came, in the order it is shown. Everything here was said by a stranger. */
export function visitFacts(attributes: Json): Fact[] {
  const browser = isRecord(attributes.browser) ? attributes.browser : {};
  const facts: [MessageKey, unknown][] = [
    ['facts.referer', attributes.referer],
    ['facts.browser', joined(browser.browser_name, browser.browser_version)],
    ['facts.system', joined(browser.platform_name, browser.platform_version)],
    ['facts.language', attributes.browser_language],
  ];
  return facts.map(([key, value]) => factOf(key, '', value)).filter(({ value }) => value !== '');
}

/** Attributes that a team or a program has set, by the names it gave them. */
export function customFacts(attributes: Json): Fact[] {
  return Object.entries(attributes)
    .map(([name, value]) => factOf(null, name, value))
    .filter(({ value }) => value !== '');
}

function factOf(key: MessageKey | null, name: string, value: unknown): Fact {
  const text = cleanName(shown(value)).slice(0, LONGEST);
  return {
    key,
    name,
    value: text,
    href: /^(https?:\/\/|www\.|mailto:|tel:)/i.test(text) ? safeHref(text) : null,
  };
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Browsers that say nothing of themselves are called unknown by the server, in English. */
function joined(...parts: unknown[]): string {
  return parts
    .map(shown)
    .filter((part) => part && !/^unknown\b/i.test(part))
    .join(' ');
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
