const units: [unit: string, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** "3 minutos", "2 horas": how long something took or takes. */
export function spanText(locale: string, seconds: number): string {
  const [unit, size] = units.find(([, size]) => seconds >= size) ?? ['second', 1];
  const format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' });
  return format.format(Math.floor(Math.max(0, seconds) / size));
}

/** "24 de nov., 10:05": `at` in unix seconds. */
export function momentText(locale: string, at: number): string {
  return new Date(at * 1000).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
}
