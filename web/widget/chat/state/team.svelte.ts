import { isRecord } from '../../common/messages.ts';
import type { Member } from '../api/shapes.ts';
import type { WidgetApi } from '../api/widget-api.ts';

/** The people who answer in this inbox, and which of them are there now. */
export class Team {
  members: Member[] = $state.raw([]);
  readonly #api: WidgetApi;

  constructor(api: WidgetApi) {
    this.#api = api;
  }

  /** Those who are there first. */
  present: Member[] = $derived.by(() => {
    const online = this.members.filter((member) => member.availability_status === 'online');
    return online.length > 0 ? online : this.members;
  });

  get isOnline(): boolean {
    return this.members.some((member) => member.availability_status === 'online');
  }

  async load(): Promise<void> {
    this.members = await this.#api.members();
  }

  receive(name: string, data: unknown): void {
    if (name !== 'presence.update' || !isRecord(data) || !isRecord(data.users)) return;
    const { users } = data;
    this.members = this.members.map((member) => ({
      ...member,
      availability_status:
        (users[String(member.id)] as Member['availability_status'] | undefined) ?? 'offline',
    }));
  }
}
