const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

const formats = new Map<string, Intl.RelativeTimeFormat>();

function relative(locale: string, style: Intl.RelativeTimeFormatStyle): Intl.RelativeTimeFormat {
  const key = `${locale} ${style}`;
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style })));
  return found;
}

/** "há 5 min", "yesterday": `at` and `now` in unix seconds. Less than a minute is "now". */
export function relativeTime(
  locale: string,
  at: number,
  now: number,
  style: Intl.RelativeTimeFormatStyle = 'narrow',
): string {
  const seconds = at - now;
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return relative(locale, style).format(Math.trunc(seconds / size), unit);
  }
  return relative(locale, style).format(0, 'second');
}

/** A clock time of the reader's own zone, `at` in unix seconds. */
export function clockTime(locale: string, at: number): string {
  return new Date(at * 1000).toLocaleTimeString(locale, { timeStyle: 'short' });
}
