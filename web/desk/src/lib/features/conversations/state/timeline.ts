import type { Message } from '@balcao/api';
import { mailOf, type Mail } from '../mail/mail.ts';
import type { Unsent } from './outbox.svelte.ts';

/** One line of the thread as it is drawn. */
export type Line =
  | { kind: 'day'; key: string; at: number }
  | { kind: 'unread'; key: string }
  | { kind: 'activity'; key: string; message: Message; first: boolean }
  | { kind: 'mail'; key: string; message: Message; mail: Mail }
  | { kind: 'bubble'; key: string; message: Message; first: boolean; last: boolean }
  | { kind: 'unsent'; key: string; unsent: Unsent; first: boolean };

/** Messages of one sender closer than this (seconds) are drawn as one group. */
const GROUP_GAP = 300;

/**
 * The lines of a thread, oldest on top: days and groups marked, unsent messages at the end.
 * `unreadAfter` (unix seconds, 0 for none) puts a mark before the first customer message after it.
 */
export function timeline(messages: readonly Message[], unsent: readonly Unsent[], unreadAfter = 0): Line[] {
  const lines: Line[] = [];
  const firstUnread = unreadAfter
    ? messages.find((one) => one.message_type === 0 && one.created_at > unreadAfter)
    : undefined;
  messages.forEach((message, index) => {
    const previous = messages[index - 1];
    const next = messages[index + 1];
    if (!previous || !sameDay(previous.created_at, message.created_at)) lines.push(day(message));
    if (message === firstUnread) lines.push({ kind: 'unread', key: 'unread' });
    // The mark stands between two groups.
    const above = message === firstUnread ? undefined : previous;
    lines.push(lineOf(message, above, next === firstUnread ? undefined : next));
  });
  // An answer may have a message before that to its sending has come.
  const there = new Set(messages.map(({ echo_id }) => echo_id));
  const waiting = unsent.filter(({ echo }) => !there.has(echo));
  waiting.forEach((one, index) => lines.push(unsentLine(one, index ? undefined : messages.at(-1), index)));
  return lines;
}

/** Whether the second message continues the group of the first. */
export function continues(first: Message | undefined, second: Message): boolean {
  if (!first || first.message_type === 2 || second.message_type === 2) return false;
  if (isMail(first) || isMail(second)) return false;
  if (first.message_type !== second.message_type || first.private !== second.private) return false;
  if (first.sender?.id !== second.sender?.id || first.sender?.type !== second.sender?.type) return false;
  return sameDay(first.created_at, second.created_at) && second.created_at - first.created_at < GROUP_GAP;
}

/** A mail is a sheet of its own. */
function isMail(message: Message): boolean {
  return message.content_type === 'incoming_email';
}

function lineOf(message: Message, previous: Message | undefined, next: Message | undefined): Line {
  const key = message.echo_id ?? `m${message.id}`;
  if (message.message_type === 2)
    return { kind: 'activity', key, message, first: previous?.message_type !== 2 };
  const mail = message.content_attributes.deleted ? null : mailOf(message);
  if (mail) return { kind: 'mail', key, message, mail };
  const first = !continues(previous, message);
  return { kind: 'bubble', key, message, first, last: !next || !continues(message, next) };
}

function unsentLine(unsent: Unsent, previous: Message | undefined, index: number): Line {
  const follows = previous?.message_type === 1 && previous.private === unsent.private;
  return { kind: 'unsent', key: unsent.echo, unsent, first: index === 0 && !follows };
}

function day({ id, created_at }: Message): Line {
  return { kind: 'day', key: `d${id}`, at: created_at };
}

function sameDay(a: number, b: number): boolean {
  return new Date(a * 1000).toDateString() === new Date(b * 1000).toDateString();
}
