/** One text of a mail: all of it, what is new in it, and what it repeats of earlier mails. Missing ones are empty. */
export interface MailText {
  full?: string;
  reply?: string;
  quoted?: string;
}

export interface RefusedFile {
  name: string;
  size: number | null;
  reason: string;
}

/** A meeting that came with a mail. Moments are ISO texts; a date alone is a whole day. */
export interface Invitation {
  method?: string;
  summary?: string;
  starts_at?: string | null;
  ends_at?: string | null;
  location?: string | null;
  organizer?: string | null;
}

/** `content_attributes.email` of a message that came or went by mail. */
export interface MailDetails {
  subject?: string | null;
  message_id?: string | null;
  date?: string | null;
  from?: string[];
  from_name?: string | null;
  to?: string[];
  cc?: string[];
  bcc?: string[];
  reply_to?: string[];
  auto_reply?: boolean;
  text_content?: MailText;
  /** Cleaned by the server. Pictures from elsewhere stand as `data-remote-src`, without an address to load. */
  html_content?: MailText;
  remote_images?: boolean;
  /** A code or link by which another service finds out who reads this mailbox. */
  verification?: boolean;
  truncated?: boolean;
  refused_files?: RefusedFile[];
  invitation?: Invitation;
  doubt?: 'unauthenticated' | 'other_sender' | 'blind_copy' | 'own_address' | 'reply_to' | null;
}

/** A mail as it came. */
export interface Original {
  headers: [string, string][];
  source: string;
  /** Bytes. */
  size: number;
  /** `source` is only the beginning. */
  truncated: boolean;
  html: string | null;
}
