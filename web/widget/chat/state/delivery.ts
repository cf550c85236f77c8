import { ApiError } from '../api/request.ts';
import type { Message } from '../api/shapes.ts';
import type { WidgetApi } from '../api/widget-api.ts';
import type { Outgoing } from './outbox.svelte.ts';
import type { ProfileBox } from './profile.ts';
import type { Visitor } from './visitor.svelte.ts';

type Progress = (share: number) => void;

/** Brings one message of the visitor to the server, whatever has to exist before it. Each step may be repeated. */
export class Delivery {
  /** The page on which the visitor writes. */
  referer = '';
  readonly #api: WidgetApi;
  readonly #visitor: Visitor;
  readonly #profile: ProfileBox;

  constructor(api: WidgetApi, visitor: Visitor, profile: ProfileBox) {
    this.#api = api;
    this.#visitor = visitor;
    this.#profile = profile;
  }

  async bring(item: Outgoing, progress: Progress): Promise<Message> {
    try {
      return await this.#hand(item, progress);
    } catch (error) {
      // The visitor does not exist any more (removed, expired): the message goes out as from somebody new.
      if (!(error instanceof ApiError && (error.status === 404 || error.status === 401))) throw error;
      await this.#visitor.renew();
      return this.#hand(item, progress);
    }
  }

  async #hand(item: Outgoing, progress: Progress): Promise<Message> {
    await this.#visitor.ensure();
    await this.#profile.tellContact();
    const message = await this.#sendOrBegin(item, progress);
    await this.#profile.tellConversation().catch(() => undefined);
    return message;
  }

  async #sendOrBegin(item: Outgoing, progress: Progress): Promise<Message> {
    const { echo, text, files } = item;
    const draft = { content: text, echo_id: echo, referer_url: this.referer };
    if (item.after === null || !(await this.#isStillEnded(item.after))) {
      return this.#api.send({ ...draft, files }, progress);
    }
    // A conversation cannot begin with files alone: they follow the words, or their own names.
    const names = files.map((file) => file.name).join(', ');
    const begun = await this.#api.begin({ ...draft, content: text || names });
    const first = begun.messages.find((message) => message.message_type === 0);
    if (first && files.length === 0) return first;
    return this.#api.send({ ...draft, content: '', echo_id: `${echo}-files`, files }, progress);
  }

  /** Asked before beginning, since an earlier try may have got through unheard, and a second one would begin twice. */
  async #isStillEnded(id: number): Promise<boolean> {
    const newest = await this.#api.conversation();
    return newest === null || newest.id <= id;
  }
}
