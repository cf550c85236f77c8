import { grumble } from './announce.ts';
import { Launcher } from './launcher.ts';
import { sdkMethods, type SdkState } from './sdk.ts';
import { readSettings } from './settings.ts';

interface HostWindow {
  $chatwoot?: unknown;
  $balcao?: unknown;
  chatwootSettings?: unknown;
  balcaoSettings?: unknown;
  chatwootSDK?: unknown;
  balcaoSDK?: unknown;
}

const host = window as HostWindow;
const home = (document.currentScript as HTMLScriptElement | null)?.src;

/** Start the chat on this page. A second call changes nothing; a page that cannot have it is left alone. */
function run(options?: { websiteToken?: unknown; baseUrl?: unknown }): void {
  const calls = [host.$chatwoot, host.$balcao];
  if (calls.some((value) => value && !Array.isArray(value))) return;
  const base = readBase(options?.baseUrl);
  const token = options?.websiteToken;
  if (!base || typeof token !== 'string' || !token) return grumble('run() needs websiteToken and baseUrl.');
  const settings = readSettings(host.balcaoSettings, host.chatwootSettings);
  const state: SdkState = {
    ...settings,
    baseUrl: base.href.replace(/\/$/, ''),
    websiteToken: token,
    hasLoaded: false,
    isOpen: false,
    resetTriggered: false,
    identifier: undefined,
    user: undefined,
  };
  const launcher = new Launcher(base, state, settings);
  host.$chatwoot = host.$balcao = Object.assign(state, sdkMethods(launcher, state));
  for (const queue of calls) replay(queue, state);
  void launcher.start();
}

/** Make the calls that the page queued before the loader arrived: `[['setUser', 'id', {…}], …]`. */
function replay(queue: unknown, sdk: object): void {
  if (!Array.isArray(queue)) return;
  for (const call of queue) {
    const [name, ...args] = Array.isArray(call) ? call : [];
    const method = (sdk as Record<string, unknown>)[String(name)];
    try {
      if (typeof method === 'function') method(...args);
    } catch (error) {
      grumble(`${String(name)}: ${(error as Error).message}`);
    }
  }
}

function readBase(value: unknown): URL | null {
  try {
    const base = new URL(typeof value === 'string' && value ? value : new URL(home ?? '').origin);
    if (!/^https?:$/.test(base.protocol)) return null;
    if (!base.pathname.endsWith('/')) base.pathname += '/';
    return base;
  } catch {
    return null;
  }
}

host.chatwootSDK ??= { run };
host.balcaoSDK ??= host.chatwootSDK;
