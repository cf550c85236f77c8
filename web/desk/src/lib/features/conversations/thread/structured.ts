import type { Json, Message } from '@balcao/api';

export interface Option {
  title: string;
  text: string;
  link: string;
  chosen: boolean;
}

export interface Answer {
  question: string;
  text: string;
}

/** The choices, cards or articles that a message offers. */
export function optionsOf(message: Message): Option[] {
  if (!['input_select', 'cards', 'article'].includes(message.content_type)) return [];
  const chosen = new Set(records(message.content_attributes.submitted_values).map(({ value }) => value));
  return records(message.content_attributes.items).map((item) => ({
    title: text(item.title),
    text: text(item.description),
    link: text(item.link),
    chosen: item.value !== undefined && chosen.has(item.value),
  }));
}

/** What the customer answered to a question that came with the message. */
export function answersOf(message: Message): Answer[] {
  const { submitted_email, submitted_values } = message.content_attributes;
  if (submitted_email) return [{ question: '', text: text(submitted_email) }];
  if (message.content_type === 'input_csat') return rating(submitted_values);
  if (message.content_type === 'input_select') return [];
  return records(submitted_values).map(({ title, name, value }) => ({
    question: text(title ?? name),
    text: text(value),
  }));
}

function rating(values: unknown): Answer[] {
  const found = isRecord(values) ? values.csat_survey_response : null;
  if (!isRecord(found)) return [];
  const stars = '★'.repeat(Math.max(0, Math.min(5, Number(found.rating) || 0)));
  return [stars, text(found.feedback_message)].filter(Boolean).map((one) => ({ question: '', text: one }));
}

function records(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
