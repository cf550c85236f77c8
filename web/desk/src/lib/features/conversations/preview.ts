import type { Message } from '@balcao/api';
import type { MessageKey } from '#lib/i18n/index.svelte.ts';
import { oneLine } from './text/plain.ts';

export type Mark = 'reply' | 'note' | 'image' | 'video' | 'audio' | 'file' | 'location';

/** The last message in one line: signs before it, its words, or the key of words when it has none of its own. */
export interface Preview {
  marks: Mark[];
  text: string;
  key: MessageKey | null;
}

const kinds: Record<string, [Mark, MessageKey]> = {
  image: ['image', 'preview.image'],
  video: ['video', 'preview.video'],
  audio: ['audio', 'preview.audio'],
  location: ['location', 'preview.location'],
};

export function previewOf(message: Message | null): Preview {
  if (!message) return { marks: [], text: '', key: 'preview.none' };
  const marks: Mark[] = message.private ? ['note'] : message.message_type === 1 ? ['reply'] : [];
  if (message.content_attributes.deleted) return { marks, text: '', key: 'preview.deleted' };
  const [mark, key] = kindOf(message);
  if (mark) marks.push(mark);
  const text = oneLine(message.content ?? '');
  return { marks, text, key: text ? null : key };
}

function kindOf(message: Message): [Mark | null, MessageKey] {
  const file = message.attachments?.[0];
  if (!file) return [null, 'preview.empty'];
  return kinds[file.file_type] ?? ['file', 'preview.file'];
}
