import type { Invitation } from '@balcao/api';
import { cleanName } from '../text/plain.ts';
import { dateOf, isDay } from './mail.ts';

/** A meeting as it is shown. */
export interface Meeting {
  kind: 'invited' | 'cancelled' | 'answered';
  title: string;
  when: string;
  where: string;
  organizer: string;
}

const kinds: Record<string, Meeting['kind']> = { CANCEL: 'cancelled', REPLY: 'answered' };

/** A meeting in the words and the time zone of the reader. */
export function meetingOf(said: Invitation, locale: string): Meeting {
  return {
    kind: kinds[words(said.method).toUpperCase()] ?? 'invited',
    title: words(said.summary),
    when: span(said, locale),
    where: words(said.location),
    organizer: words(said.organizer).replace(/^mailto:/i, ''),
  };
}

function span({ starts_at, ends_at }: Invitation, locale: string): string {
  const [start, end] = [dateOf(starts_at), dateOf(ends_at)];
  if (!start) return '';
  const format = new Intl.DateTimeFormat(locale, {
    dateStyle: 'full',
    ...(isDay(starts_at) ? {} : { timeStyle: 'short' }),
  });
  if (!end || end <= start) return format.format(start);
  // The end of whole days is the day after the last one.
  const last = isDay(ends_at) ? new Date(end.getTime() - 43_200_000) : end;
  return format.formatRange(start, last);
}

function words(value: unknown): string {
  return typeof value === 'string' ? cleanName(value).slice(0, 500) : '';
}
