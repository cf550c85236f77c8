import type { Inbox, Message } from '@balcao/api';
import { domainOf, isAddress, MOST, sameAddress, unique } from './addresses.ts';
import { mailOf, recipientsOf, type Mail, type Recipients } from './mail.ts';

/** Whom an answer goes to when nobody says otherwise. */
export interface Answer extends Recipients {
  /** The answer goes to an address of another domain than the one that wrote: the one that wrote. */
  writer: string | null;
  /** Strangers who wrote into the conversation; nothing goes to them unless the agent says so. */
  strangers: string[];
  /** People that are left out, since nobody writes to so many. */
  left: number;
}

const nobody: Answer = { to: [], cc: [], bcc: [], writer: null, strangers: [], left: 0 };

/**
 * Answer all of the last mail of somebody (no machine) who belongs to the conversation; before there is one, whoever the team wrote
 * to last, and else the contact. `own` are addresses of the inbox itself: they never get a copy.
 */
export function replyAll(
  messages: readonly Message[],
  own: readonly string[],
  contact: string | null,
): Answer {
  const all = messages.map(mailOf).filter((mail) => mail !== null);
  const spoken = all.filter(({ automatic }) => !automatic);
  const mails = spoken.length ? spoken : all;
  const last = mails.findLastIndex(({ doubt }) => doubt !== 'other_sender' && doubt !== 'blind_copy');
  const strangers = others(
    mails.slice(last + 1).flatMap(({ from }) => from),
    own,
  );
  const mail = mails[last];
  return { ...(mail ? answerTo(mail, own) : firstWords(messages, contact)), strangers };
}

/** The addresses at which this team is written to. */
export function ownAddresses(inboxes: Iterable<Inbox>): string[] {
  return [...inboxes]
    .flatMap(({ email, forward_to_email }) => [email, forward_to_email])
    .filter((one) => typeof one === 'string' && one !== '') as string[];
}

/** Whether `address` is one of `own`, with or without something after a plus. */
export function isOwn(address: string, own: readonly string[]): boolean {
  const plain = address.replace(/\+[^@]*(?=@)/, '');
  return own.some((one) => sameAddress(one, address) || sameAddress(one, plain));
}

function answerTo(mail: Mail, own: readonly string[]): Answer {
  const writers = others(mail.from, own);
  const wanted = others(mail.replyTo, own);
  const to = wanted.length ? wanted : writers;
  const copies = others([...mail.to, ...mail.cc], own).filter(
    (one) => !to.some((two) => sameAddress(one, two)),
  );
  const cc = copies.slice(0, Math.max(0, MOST - to.length));
  return {
    ...nobody,
    to: to.slice(0, MOST),
    cc,
    writer: elsewhere(writers, to),
    left: copies.length - cc.length,
  };
}

/** Hidden copies are never made again by themselves. */
function firstWords(messages: readonly Message[], contact: string | null): Answer {
  const sent = messages.findLast((message) => isReply(message) && recipientsOf(message).to.length > 0);
  if (!sent) return { ...nobody, to: contact && isAddress(contact) ? [contact] : [] };
  const { to, cc } = recipientsOf(sent);
  return { ...nobody, to, cc };
}

function elsewhere([writer]: string[], to: readonly string[]): string | null {
  if (!writer) return null;
  return to.some((one) => domainOf(one) !== domainOf(writer)) ? writer : null;
}

function others(addresses: readonly string[], own: readonly string[]): string[] {
  return unique(addresses).filter((one) => isAddress(one) && !isOwn(one, own));
}

function isReply(message: Message): boolean {
  return message.message_type === 1 && !message.private && !message.content_attributes.deleted;
}
