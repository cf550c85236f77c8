import { isRecord } from '../../common/messages.ts';

/** What one tab tells the visitor's other tabs. */
export type TabNews = { kind: 'visitor'; token: string } | { kind: 'seen'; id: number };

/** The visitor's other tabs with the same chat. Where the browser has no such channel, tabs are alone. */
export class Tabs {
  onnews: (news: TabNews) => void = () => undefined;
  readonly #channel: BroadcastChannel | null;

  constructor(home: string) {
    this.#channel = openChannel(`balcao:${home}`);
    if (this.#channel) this.#channel.onmessage = ({ data }) => isNews(data) && this.onnews(data);
  }

  tell(news: TabNews): void {
    this.#channel?.postMessage(news);
  }
}

function openChannel(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}

function isNews(data: unknown): data is TabNews {
  if (!isRecord(data)) return false;
  if (data.kind === 'visitor') return typeof data.token === 'string';
  return data.kind === 'seen' && typeof data.id === 'number';
}
