const SAFE = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** The address as it may stand in a link, or null for anything but http, https, mailto and tel. */
export function safeHref(raw: string): string | null {
  const text = /^www\./i.test(raw) ? `https://${raw}` : raw;
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return SAFE.has(url.protocol) ? url.href : null;
}

/** The host a link leads to (in its ASCII form, so look-alike letters show), or '' for mail and telephone. */
export function hostOf(href: string): string {
  return URL.canParse(href) ? new URL(href).host : '';
}

/** The host to name beside a link whose words promise another one, or null when the words are honest. */
export function betrayedHost(label: string, href: string): string | null {
  const promised = /^\s*(?:https?:\/\/)?((?:[\w-]+\.)+[a-z]{2,})(?=[/:?#\s]|$)/i.exec(label)?.[1];
  const host = hostOf(href);
  if (!promised || !host) return null;
  const plain = (name: string) =>
    name
      .toLowerCase()
      .replace(/^www\./, '')
      .replace(/:\d+$/, '');
  return plain(promised) === plain(host) ? null : host;
}
