const DAY_MS = 86_400_000;

/** "Hoje", "Ontem", a weekday of the last week, or the date; moments in unix seconds, days of the reader's zone. */
export function dayText(at: number, now: number, locale: string): string {
  const day = midnight(at);
  const today = midnight(now);
  const ago = Math.round((today.getTime() - day.getTime()) / DAY_MS);
  if (ago === 0 || ago === 1)
    return capital(new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-ago, 'day'), locale);
  if (ago > 1 && ago < 7) return capital(day.toLocaleDateString(locale, { weekday: 'long' }), locale);
  const year = day.getFullYear() === today.getFullYear() ? undefined : 'numeric';
  return day.toLocaleDateString(locale, { day: 'numeric', month: 'long', year });
}

function midnight(seconds: number): Date {
  const date = new Date(seconds * 1000);
  date.setHours(0, 0, 0, 0);
  return date;
}

function capital(text: string, locale: string): string {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}
