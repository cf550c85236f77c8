import type english from '../locales/en.json';

export type Locale = 'en' | 'es' | 'pt-BR';
export type Words = Record<keyof typeof english, string>;
type Key = keyof Words extends infer K
  ? K extends `${infer Base}_one` | `${infer Base}_other`
    ? Base
    : K
  : never;

const CATALOGUES: Record<Locale, () => Promise<{ default: Words }>> = {
  en: () => import('../locales/en.json'),
  es: () => import('../locales/es.json'),
  'pt-BR': () => import('../locales/pt-BR.json'),
};

/** The first of `wishes` that there is a catalogue for: any form counts (pt, pt_BR, es-AR). English is always there. */
export function pickLocale(...wishes: (string | null | undefined)[]): Locale {
  for (const wish of wishes) {
    const language = wish?.slice(0, 2).toLowerCase();
    if (language === 'pt') return 'pt-BR';
    if (language === 'es' || language === 'en') return language;
  }
  return 'en';
}

class Language {
  locale: Locale = $state('en');
  words: Words = $state.raw({} as Words);

  async speak(locale: Locale): Promise<void> {
    const { default: words } = await CATALOGUES[locale]();
    this.locale = locale;
    this.words = words;
    document.documentElement.lang = locale;
  }
}

export const language = new Language();

/** The text of `key`, with `{name}`s filled in; `count` chooses between the singular and the plural form. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  const { words, locale } = language;
  const text = (words as Record<string, string>)[key] ?? plural(key, Number(values.count), locale);
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

function plural(key: string, count: number, locale: Locale): string {
  const words = language.words as Record<string, string>;
  const form = new Intl.PluralRules(locale).select(count);
  return words[`${key}_${form}`] ?? words[`${key}_other`] ?? '';
}

/** The time of day of a moment in Unix seconds, as the language writes it. */
export function timeOf(seconds: number): string {
  return new Date(seconds * 1_000).toLocaleTimeString(language.locale, { timeStyle: 'short' });
}

/** The day of a moment: today and yesterday by name, other days by date. */
export function dayOf(seconds: number, now: Date): string {
  const day = new Date(seconds * 1_000);
  const midnight = (date: Date): number =>
    new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const ago = Math.round((midnight(now) - midnight(day)) / 86_400_000);
  if (ago === 0 || ago === 1) {
    const name = new Intl.RelativeTimeFormat(language.locale, { numeric: 'auto' }).format(-ago, 'day');
    return name.charAt(0).toUpperCase() + name.slice(1);
  }
  const year = day.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return day.toLocaleDateString(language.locale, { weekday: 'long', day: 'numeric', month: 'long', year });
}
