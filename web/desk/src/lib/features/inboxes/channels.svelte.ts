import type { AccountApi, ChannelAbout } from '@balcao/api';
import { language } from '#lib/i18n/index.svelte.ts';
import { Phrases } from './phrases.ts';

/** What the server's channels say of themselves. */
export class Channels {
  list = $state.raw<ChannelAbout[]>([]);
  readonly #phrases = $derived(new Phrases(this.list.flatMap(({ phrases }) => phrases)));

  async load(api: AccountApi): Promise<void> {
    const { payload } = await api.get<{ payload: ChannelAbout[] }>('/channels');
    this.list = payload;
  }

  /** What the server says went wrong, in the reader's language. */
  said(trouble: string): string {
    return this.#phrases.say(trouble, language.locale);
  }

  byType(type: string): ChannelAbout | undefined {
    return this.list.find((channel) => channel.channel_type === type);
  }

  byKind(kind: string): ChannelAbout | undefined {
    return this.list.find((channel) => channel.kind === kind);
  }
}

/** The same for every account of one server. */
export const channels = new Channels();
