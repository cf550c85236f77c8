import { mount } from 'svelte';
import App from './App.svelte';
import './app.css';
import { readBoot } from './boot.ts';
import { Host } from './host/host.ts';
import { language, pickLocale } from './kit/locale.svelte.ts';
import { Store } from './kit/store.ts';
import { Tabs } from './kit/tabs.ts';
import { Chat } from './state/chat.svelte.ts';

async function begin(): Promise<void> {
  const boot = readBoot(document, window);
  const { websiteToken, locale } = boot.channel;
  const host = new Host(window);
  const asked = new URLSearchParams(location.search).get('locale');
  const [config] = await Promise.all([host.greet(boot.authToken), language.speak(pickLocale(asked, locale))]);
  const wish = pickLocale(config?.locale, asked, locale);
  if (wish !== language.locale) await language.speak(wish);
  // Where browsers do not keep sites apart, the name does: two sites with one inbox are two visitors.
  const home = `${websiteToken}:${host.origin}`;
  const keep = (key: string, value: string | null): void => host.say('keep', { key, value });
  const store = new Store(home, { kept: config?.kept ?? {}, keep });
  const chat = new Chat({ boot, host, store, tabs: new Tabs(home) });
  const started = chat.start(config);
  const target = document.getElementById('app');
  if (target) mount(App, { target, props: { chat } });
  await started;
}

void begin();
