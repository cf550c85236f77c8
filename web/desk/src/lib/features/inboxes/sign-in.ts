import { ApiError, type AccountApi, type ChannelAbout, type Inbox } from '@balcao/api';
import { t, type MessageKey } from '#lib/i18n/index.svelte.ts';
import { words } from '#lib/i18n/words.ts';
import type { Values } from './values.ts';

const web = new Set(['https:', 'http:']);

/** Where the owner of an account signs in; the provider sends the browser back to the desk afterwards. */
export async function signInAddress(api: AccountApi, provider: string, known: Values): Promise<string> {
  const path = `/${encodeURIComponent(provider)}/authorization`;
  // The cookie shows, on the way back, that it is this browser that was sent out.
  const { url } = await api.post<{ url: string }>(path, known, { cookies: true });
  if (!URL.canParse(url) || !web.has(new URL(url).protocol)) throw new ApiError(502, '');
  return url;
}

/** The provider at which an inbox is connected again, for one that was connected by signing in. */
export function providerOf(about: ChannelAbout, inbox: Inbox): string | null {
  const { sign_in } = about;
  return sign_in?.providers.find((provider) => provider === inbox[sign_in.field]) ?? null;
}

/** A provider's name, as the field that chooses it says it, without what is explained in brackets. */
export function providerName(about: ChannelAbout, provider: string): string {
  const fields = about.steps.flatMap((step) => step.fields);
  const choices = fields.find(({ key }) => key === about.sign_in?.field)?.choices ?? [];
  const label = choices.find(({ value }) => value === provider)?.label;
  return label ? words(label).replace(/\s*\(.*\)$/, '') : provider;
}

const problems: Record<string, MessageKey> = {
  access_denied: 'signIn.error.denied',
  consent_required: 'signIn.error.denied',
  expired: 'signIn.error.expired',
  invalid_state: 'signIn.error.expired',
  other_browser: 'signIn.error.otherBrowser',
  other_mailbox: 'signIn.error.otherMailbox',
  refused: 'signIn.error.refused',
  taken: 'signIn.error.taken',
  not_allowed: 'error.notAllowed',
};

/** The sentence for the code with which the browser came back from a provider. */
export function signInProblem(code: string): string {
  return t(problems[code] ?? 'signIn.error.other', { code });
}

const place = (kind: string) => `balcao.sign-in.${kind}`;

/** Keeps what was typed while the browser is away. */
export function keepTyped(kind: string, values: Values): void {
  sessionStorage.setItem(place(kind), JSON.stringify(values));
}

/** What was typed before the browser went away; once. */
export function takeTyped(kind: string): Values {
  const kept = sessionStorage.getItem(place(kind));
  sessionStorage.removeItem(place(kind));
  return kept ? (JSON.parse(kept) as Values) : {};
}
