import type { AccountApi, ChannelAbout } from '@balcao/api';

/** What the server's channels say of themselves. */
export class Channels {
  list = $state.raw<ChannelAbout[]>([]);

  async load(api: AccountApi): Promise<void> {
    const { payload } = await api.get<{ payload: ChannelAbout[] }>('/channels');
    this.list = payload;
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
