import { channels } from '#lib/features/inboxes/channels.svelte.ts';
import { subjectOf } from './mail/mail.ts';
import type { Row } from './state/row.ts';

/** What a conversation is about, where its channel has subjects; else nothing. */
export function shownSubject(row: Row): string {
  return channels.byType(row.channel)?.capabilities.subject ? subjectOf(row.additional_attributes) : '';
}
