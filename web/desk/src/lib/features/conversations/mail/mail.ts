import type { Invitation, Json, MailDetails, MailText, Message, RefusedFile } from '@balcao/api';
import { cleanName } from '../text/plain.ts';
import { sameAddress } from './addresses.ts';

/** Why a mail may not be what it seems: nobody vouches for its sender, or he is no open part of the conversation. */
export type Doubt = (typeof DOUBTS)[number];
const DOUBTS = ['unauthenticated', 'other_sender', 'blind_copy', 'own_address', 'reply_to'] as const;

/** A mail as a thread shows it. Everything in it was said by a stranger. */
export interface Mail {
  subject: string;
  fromName: string;
  from: string[];
  to: string[];
  cc: string[];
  bcc: string[];
  replyTo: string[];
  date: Date | null;
  html: Required<MailText>;
  text: Required<MailText>;
  automatic: boolean;
  /** It was taken for automatic since its sender had written more often than people do. */
  tooMany: boolean;
  /** It brings a code or link of another service, which opens what is not the sender's to open. */
  verification: boolean;
  truncated: boolean;
  refused: RefusedFile[];
  invitation: Invitation | null;
  doubt: Doubt | null;
}

/** Who a message of the team went to. */
export interface Recipients {
  to: string[];
  cc: string[];
  bcc: string[];
}

/** The mail that a message is, or null for a message of another kind. */
export function mailOf(message: Message): Mail | null {
  if (message.content_type !== 'incoming_email') return null;
  const said: MailDetails = detailsOf(message);
  const tooMany = message.content_attributes.automatic === 'too_many';
  return {
    subject: cleanName(text(said.subject)),
    fromName: honestName(cleanName(text(said.from_name)), list(said.from)),
    from: list(said.from),
    to: list(said.to),
    cc: list(said.cc),
    bcc: list(said.bcc),
    replyTo: list(said.reply_to),
    date: dateOf(said.date),
    html: parts(said.html_content),
    text: parts(said.text_content),
    automatic: said.auto_reply === true || tooMany,
    tooMany,
    verification: said.verification === true,
    truncated: said.truncated === true,
    refused: records(said.refused_files).map(refusedOf),
    invitation: isRecord(said.invitation) ? (said.invitation as Invitation) : null,
    doubt: doubtOf(message.content_attributes.doubt ?? said.doubt),
  };
}

function doubtOf(value: unknown): Mail['doubt'] {
  return DOUBTS.find((one) => one === value) ?? null;
}

/** Who of several did not get a message when the others did: some are asked again by themselves. */
export interface Missing {
  waiting: string[];
  refused: string[];
  /** Somebody who proves nothing says that it came back from them. */
  doubted: string[];
  /** Why, as the mail server said it; English, and translated where it is shown. */
  reason: string;
}

export function missingOf(message: Message): Missing {
  const told = message.content_attributes;
  return {
    waiting: list(told.put_off),
    refused: list(told.refused),
    doubted: list(told.maybe_returned),
    reason: text(told.delivery_note),
  };
}

/** Who a message of the team went to, as far as it says so; what was really sent counts more than what was asked. */
export function recipientsOf(message: Message): Recipients {
  const sent: MailDetails = detailsOf(message);
  const asked = message.content_attributes;
  return {
    to: list(sent.to ?? asked.to_emails),
    cc: list(sent.cc ?? asked.cc_emails),
    bcc: list(sent.bcc ?? asked.bcc_emails),
  };
}

/** What is shown above a message of the team. `subject`: nothing where it followed the conversation. */
export function sentTo(message: Message): { recipients: Recipients; missing: Missing; subject: string } {
  return {
    recipients: recipientsOf(message),
    missing: missingOf(message),
    subject: cleanName(text(message.content_attributes.mail_subject)),
  };
}

/** What a conversation is about, where its channel knows such a thing. */
export function subjectOf(attributes: Json): string {
  return cleanName(text(attributes.mail_subject)).slice(0, 500);
}

/** A moment that a stranger wrote down, or null when it is none. A date alone is read as that day here. */
export function dateOf(value: unknown): Date | null {
  if (typeof value !== 'string' || !value) return null;
  const date = new Date(isDay(value) ? `${value}T00:00:00` : value);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** Whether a moment is a whole day. */
export function isDay(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value);
}

/** A name that pretends to be another address is none. */
function honestName(name: string, from: readonly string[]): string {
  const named = name.match(/[^\s<>"'()]+@[^\s<>"'()]+/g) ?? [];
  return named.every((one) => from.some((two) => sameAddress(one, two))) ? name : '';
}

function detailsOf(message: Message): MailDetails {
  const { email } = message.content_attributes;
  return isRecord(email) ? (email as MailDetails) : {};
}

function parts(value: unknown): Required<MailText> {
  const said = isRecord(value) ? value : {};
  return { full: text(said.full), reply: text(said.reply), quoted: text(said.quoted) };
}

function refusedOf({ name, size, reason }: Json): RefusedFile {
  return { name: cleanName(text(name)), size: typeof size === 'number' ? size : null, reason: text(reason) };
}

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string').map(cleanName) : [];
}

function records(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
