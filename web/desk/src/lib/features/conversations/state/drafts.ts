export type Mode = 'reply' | 'note';

/** What is kept of a draft: the words of both modes, whom they go to, and what a new conversation is about. */
export type Sheet = Mode | 'envelope' | 'about';

/** Keeps drafts over a reload of the page. */
export interface DraftStore {
  read(conversationId: number, sheet: Sheet): string;
  write(conversationId: number, sheet: Sheet, text: string): void;
}
