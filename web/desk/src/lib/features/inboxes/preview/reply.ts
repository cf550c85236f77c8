import { t, type MessageKey } from '#lib/i18n/index.svelte.ts';

const texts: Record<string, MessageKey> = {
  in_a_few_minutes: 'preview.minutes',
  in_a_few_hours: 'preview.hours',
  in_a_day: 'preview.day',
};

/** What the visitor is told to expect. */
export function replyText(replyTime: string): string {
  return t(texts[replyTime] ?? 'preview.minutes');
}
