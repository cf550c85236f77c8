export type Mode = 'reply' | 'note';

/** What is kept of a draft: the words of both modes, whom they go to, and what they, or a new conversation, are about. */
export type Sheet = Mode | 'envelope' | 'subject' | 'about';

/** Keeps drafts over a reload of the page. */
export interface DraftStore {
  read(conversationId: number, sheet: Sheet): string;
  write(conversationId: number, sheet: Sheet, text: string): void;
}

/** Keeps the files of drafts over a reload of the page. */
export interface DraftFiles {
  /** Whether there are any, known at once. */
  has(conversationId: number, mode: Mode): boolean;
  read(conversationId: number, mode: Mode): Promise<File[]>;
  /** Rejects when the browser has no room for them. */
  write(conversationId: number, mode: Mode, files: readonly File[]): Promise<void>;
}
