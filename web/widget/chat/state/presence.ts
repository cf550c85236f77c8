import type { Channel } from '../api/shapes.ts';
import { isWorkingTime } from '../kit/hours.ts';
import { t } from '../kit/locale.svelte.ts';
import type { Chat } from './chat.svelte.ts';

const REPLIES = {
  in_a_few_minutes: 'replyMinutes',
  in_a_few_hours: 'replyHours',
  in_a_day: 'replyDay',
} as const;

/** Whether somebody of the team can be expected to answer now. */
export function isReachable(chat: Chat, now: Date): boolean {
  return chat.team.isOnline && isWorkingTime(chat.boot.channel, now);
}

/** What to tell the visitor about when an answer comes. */
export function replyText(chat: Chat, now: Date): string {
  const { channel } = chat.boot;
  if (!isWorkingTime(channel, now))
    return chat.options.config.unavailableMessage || channel.outOfOfficeMessage || t('away');
  if (!chat.team.isOnline && chat.options.config.unavailableMessage)
    return chat.options.config.unavailableMessage;
  return usualReply(channel);
}

function usualReply(channel: Channel): string {
  return t(REPLIES[channel.replyTime as keyof typeof REPLIES] ?? 'replyMinutes');
}
