import { readColor } from '../common/color.ts';
import { readPosition } from './settings.ts';

/** What the launcher must know of the inbox before it draws itself. */
export interface Channel {
  color: string;
  locale: string;
  position: '' | 'left' | 'right';
}

const PATIENCE_MS = 4_000;

/**
 * Ask `GET /widget/settings` for the channel. Null when the server refuses this page or does not know the token; the
 * standard look when it cannot be reached (or the host's CSP forbids asking).
 */
export async function fetchChannel(base: URL, websiteToken: string): Promise<Channel | null> {
  const url = new URL(`widget/settings?website_token=${encodeURIComponent(websiteToken)}`, base);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(url.href, { credentials: 'omit', signal: stop.signal });
    if (answer.status === 404 || answer.status === 401) return null;
    return readChannel(answer.ok ? await answer.json() : {});
  } catch {
    return readChannel({});
  } finally {
    clearTimeout(timer);
  }
}

function readChannel(raw: unknown): Channel | null {
  const about = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
  if (about.allowed === false) return null;
  return {
    color: readColor(about.widgetColor),
    locale: typeof about.locale === 'string' ? about.locale : '',
    position: readPosition(about.position),
  };
}
