import { goto } from '$app/navigation';
import { toasts } from '@balcao/ui';
import { channels } from '#lib/features/inboxes/channels.svelte.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import { accountPath } from '#lib/shell/paths.ts';
import { stepOf } from '../state/delivery.ts';
import type { ServerEvent } from '../state/events.ts';
import { cleanName } from '../text/plain.ts';
import { watches } from './alerts.ts';
import type { Desk } from './desk.svelte.ts';

const LONGEST = 140;
const STAY_MS = 20_000;
const SHORT_STAY_MS = 8_000;

/** Tell an agent that something of theirs was not delivered, to whom, and why. */
export async function tellFailure(desk: Desk, news: ServerEvent): Promise<void> {
  if (news.event !== 'message.updated' || stepOf(news.event, news.data)?.to !== 'failed') return;
  const { sender_type, sender_id, conversation_id, content_attributes } = news.data;
  if (sender_type !== 'User' || sender_id !== desk.me) return;
  const name = cleanName(await contactName(desk, conversation_id)) || t('contact.unnamed');
  const reason = shortened(channels.said(String(content_attributes.external_error ?? '')));
  toasts.show([t('undelivered.toast', { name }), reason].filter(Boolean).join(' '), {
    tone: 'danger',
    // The list keeps it, and where it is looked at, it stands in the thread: here it lies over the composer.
    stay: watches(desk, conversation_id) ? SHORT_STAY_MS : STAY_MS,
    action: {
      label: t('undelivered.look'),
      run: () => void goto(accountPath(desk.accountId, `/conversations/${conversation_id}`)),
    },
  });
}

/** The conversation has all of it. */
function shortened(reason: string): string {
  return reason.length > LONGEST ? `${reason.slice(0, LONGEST).trimEnd()}…` : reason;
}

async function contactName(desk: Desk, id: number): Promise<string> {
  const known = desk.book.get(id);
  if (known) return known.contact.name;
  const rest = await desk.api.show(id).catch(() => null);
  return rest?.meta.sender.name ?? '';
}
