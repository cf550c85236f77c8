import { nearestLocale, say, type Locale, type Message, type Vars } from '@balcao/ui/i18n';
import type conversations from './conversations/pt-BR.json';
import type desk from './desk/pt-BR.json';

export type MessageKey = keyof typeof desk | keyof typeof conversations;
type Words = Record<MessageKey, Message>;

const loaders: Record<Locale, () => Promise<{ default: Words }>> = {
  'pt-BR': () => import('./pt-BR.ts'),
  en: () => import('./en.ts'),
  es: () => import('./es.ts'),
};

const remembered = 'balcao.locale';

/** The language of the page; each catalogue is fetched when it is first spoken. */
class Language {
  locale = $state<Locale>('pt-BR');
  #words = $state.raw<Words | null>(null);

  /** The first of: chosen before on this machine, the browser's languages, Portuguese. */
  static preferred(): Locale {
    const wishes = [localStorage.getItem(remembered), ...navigator.languages];
    for (const wish of wishes) {
      const locale = nearestLocale(wish);
      if (locale) return locale;
    }
    return 'pt-BR';
  }

  async use(locale: Locale): Promise<void> {
    const { default: words } = await loaders[locale]();
    this.#words = words;
    this.locale = locale;
    document.documentElement.lang = locale;
  }

  async choose(locale: Locale): Promise<void> {
    localStorage.setItem(remembered, locale);
    await this.use(locale);
  }

  /** The language that a person chose for themselves, wherever they did so. */
  async follow(person: { ui_settings: Record<string, unknown> }): Promise<void> {
    const chosen = person.ui_settings.locale;
    const locale = nearestLocale(typeof chosen === 'string' ? chosen : null);
    if (locale && locale !== this.locale) await this.choose(locale);
  }

  start(): Promise<void> {
    return this.use(Language.preferred());
  }

  say(key: MessageKey, vars?: Vars): string {
    const message = this.#words?.[key];
    return message === undefined ? key : say(message, this.locale, vars);
  }
}

export const language = new Language();

/** The sentence for a key in the current language; a component that shows it follows a change of language. */
export function t(key: MessageKey, vars?: Vars): string {
  return language.say(key, vars);
}
