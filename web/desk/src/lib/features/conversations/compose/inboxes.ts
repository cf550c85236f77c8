import type { Inbox } from '@balcao/api';
import { channels } from '#lib/features/inboxes/channels.svelte.ts';

/** The inboxes out of which a mail can be written to somebody who has not written yet. */
export function writableInboxes(inboxes: Iterable<Inbox>): Inbox[] {
  return [...inboxes].filter(({ channel_type }) => {
    const declared = channels.byType(channel_type)?.capabilities;
    return declared?.can_start_conversation && declared.copies;
  });
}
