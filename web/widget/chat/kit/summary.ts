import type { Message } from '../api/shapes.ts';
import { t } from './locale.svelte.ts';
import { readInline, type Inline } from './markup.ts';

const KINDS = { image: 'image', audio: 'audio', video: 'video', location: 'location' } as const;

/** A message in one line of plain text. */
export function summarise(message: Message): string {
  if (message.content_attributes.deleted) return t('deleted');
  const text = readInline((message.content ?? '').replace(/\s+/g, ' '))
    .map(flat)
    .join('')
    .trim();
  const kind = message.attachments?.[0]?.file_type;
  if (text || !kind) return text;
  return t(KINDS[kind as keyof typeof KINDS] ?? 'file');
}

function flat(part: Inline): string {
  return 'parts' in part ? part.parts.map(flat).join('') : part.text;
}

export function authorOf(message: Message, fallback: string): string {
  return message.sender?.available_name || message.sender?.name || fallback;
}
