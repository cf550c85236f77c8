/** What mail programs put before the subject of an answer, and of a mail that they hand on, in our users' languages. */
const ANSWERED = String.raw`re|res|resp|rv|r|aw|sv|vs|antw|réf|ref`;
const HANDED_ON = String.raw`fwd?|enc|encam|rv|renv|tr|wg|fs|vb|vs|pd|doorst`;
const COUNT = String.raw`\s*(?:\[\d+\]|\(\d+\))?\s*[:：]\s*`;
const answers = new RegExp(`^(?:(?:${ANSWERED})${COUNT})+`, 'i');
const marks = new RegExp(`^(?:(?:${ANSWERED}|${HANDED_ON})${COUNT})+`, 'i');

/** The subject of an answer, as the server makes it by itself; nothing where the conversation has none. */
export function answerSubject(subject: string, begun: boolean): string {
  const known = subject.trim();
  return known && begun ? `Re: ${known.replace(answers, '')}` : known;
}

/** Whether a mail is about something else than its conversation: more than a mark differs. */
export function differs(subject: string, conversation: string): boolean {
  return plain(subject) !== '' && plain(subject) !== plain(conversation);
}

function plain(subject: string): string {
  return subject.trim().replace(marks, '').replace(/\s+/g, ' ').toLowerCase();
}
