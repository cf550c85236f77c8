import type { MailDetails, Message } from '@balcao/api';
import { conversationRecord, messageOf } from './shapes.ts';

/** A message that came by mail, with what matters to a test. */
export function mailMessage(email: MailDetails, id = 1): Message {
  const message = messageOf(id, conversationRecord(1, 1, 1_700_000_000));
  return { ...message, content_type: 'incoming_email', content_attributes: { email } };
}

/** An answer of the team, with whom it went to. */
export function answerMessage(content_attributes: Message['content_attributes'], id = 2): Message {
  const message = messageOf(id, conversationRecord(1, 1, 1_700_000_000), 'outgoing');
  return { ...message, content_attributes };
}
