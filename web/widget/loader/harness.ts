import { vi } from 'vitest';
import { PREFIX } from '../common/messages.ts';

export const BASE = 'https://chat.example';

interface HostGlobals {
  $chatwoot?: unknown;
  $balcao?: unknown;
  chatwootSDK?: { run(options: object): void };
  balcaoSDK?: unknown;
  chatwootSettings?: unknown;
  balcaoSettings?: unknown;
}

export type Sdk = Record<string, unknown> &
  Record<'toggle' | 'reset' | 'setUser' | 'setLocale', (...args: unknown[]) => void>;

export const host = window as unknown as HostGlobals;
export const sdk = (): Sdk => host.$chatwoot as Sdk;
export const frame = (): HTMLIFrameElement | null => document.querySelector('iframe');
export const bubble = (): HTMLButtonElement | null => document.querySelector('.woot-widget-bubble');
export const holder = (): HTMLElement | null => document.querySelector('#cw-widget-holder');

/** A fresh page of a host's site, with the given answer to `/widget/settings`. */
export function freshPage(
  settings: unknown = { widgetColor: '#112233', locale: 'pt-BR', allowed: true },
  status = 200,
): void {
  document.body.replaceChildren();
  localStorage.clear();
  for (const cookie of document.cookie.split('; '))
    document.cookie = `${cookie.split('=')[0]}=; max-age=0; path=/`;
  const names = ['$chatwoot', '$balcao', 'chatwootSDK', 'balcaoSDK', 'chatwootSettings', 'balcaoSettings'];
  for (const name of names) Reflect.deleteProperty(host, name);
  window.matchMedia = vi.fn(() => ({
    matches: false,
    addEventListener: vi.fn(),
  })) as unknown as typeof matchMedia;
  window.fetch = vi.fn(async () => new Response(JSON.stringify(settings), { status }));
  vi.resetModules();
}

/** Load the script and run it, as the snippet does; returns once the loader has drawn itself or given up. */
export async function runSnippet(options: object = { websiteToken: 'T', baseUrl: BASE }): Promise<void> {
  await import('./index.ts');
  host.chatwootSDK?.run(options);
  await settle();
}

/** Let the pending answers and idle tasks happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  await vi.advanceTimersByTimeAsync(300);
}

/** Every event that the page hears under a name. */
export function hearing(name: string): unknown[] {
  const heard: unknown[] = [];
  window.addEventListener(name, (event) => heard.push((event as CustomEvent).detail));
  return heard;
}

/** Say something to the page as the chat would; another origin or source is somebody else. */
export function sayFromFrame(message: object, from: { origin?: string; source?: unknown } = {}): void {
  const source = 'source' in from ? from.source : frame()?.contentWindow;
  const data = PREFIX + JSON.stringify(message);
  window.dispatchEvent(
    new MessageEvent('message', { data, origin: from.origin ?? BASE, source: source as Window }),
  );
}

/** Everything told to the chat so far, once it has started. */
export function toldToFrame(): { sent: Record<string, unknown>[]; origins: string[] } {
  const sent: Record<string, unknown>[] = [];
  const origins: string[] = [];
  const target = frame()?.contentWindow;
  if (!target) throw new Error('there is no frame');
  target.postMessage = ((data: string, origin: string) => {
    sent.push(JSON.parse(data.slice(PREFIX.length)) as Record<string, unknown>);
    origins.push(origin);
  }) as typeof target.postMessage;
  return { sent, origins };
}
