/** A message: a sentence with `{names}`, or one sentence per plural form of `count`. */
export type Message = string | ({ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>);
export type Catalogue = Record<string, Message>;
export type Vars = Record<string, string | number>;

const rules = new Map<string, Intl.PluralRules>();

function pluralRules(locale: string): Intl.PluralRules {
  let found = rules.get(locale);
  if (!found) rules.set(locale, (found = new Intl.PluralRules(locale)));
  return found;
}

function form(message: Message, locale: string, vars: Vars): string {
  if (typeof message === 'string') return message;
  return message[pluralRules(locale).select(Number(vars.count ?? 0))] ?? message.other;
}

function shown(value: string | number, locale: string): string {
  return typeof value === 'number' ? value.toLocaleString(locale) : value;
}

/** The sentence of `message` in `locale`, its names filled from `vars`; numbers are written the locale's way. */
export function say(message: Message, locale: string, vars: Vars = {}): string {
  return form(message, locale, vars).replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = vars[name];
    return value === undefined ? whole : shown(value, locale);
  });
}
