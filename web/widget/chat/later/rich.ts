import type { Component } from 'svelte';
import type { Message } from '../api/shapes.ts';
import type { Chat } from '../state/chat.svelte.ts';
import ArticlesBlock from './ArticlesBlock.svelte';
import Attachments from './Attachments.svelte';
import CardsBlock from './CardsBlock.svelte';
import EmailBlock from './EmailBlock.svelte';
import FormBlock from './FormBlock.svelte';
import RatingBlock from './RatingBlock.svelte';
import SelectBlock from './SelectBlock.svelte';

export { Attachments };

export type RichBlock = Component<{ chat: Chat; message: Message }>;

/** What is drawn under the words of a message, by its content type. */
export const blocks: Record<string, RichBlock | undefined> = {
  article: ArticlesBlock,
  cards: CardsBlock,
  form: FormBlock,
  input_csat: RatingBlock,
  input_email: EmailBlock,
  input_select: SelectBlock,
};
