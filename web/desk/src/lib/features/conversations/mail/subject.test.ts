import { describe, expect, it } from 'vitest';
import { answerSubject, differs } from './subject.ts';

describe('the subject of an answer', () => {
  it('is that of the conversation, behind one Re:', () => {
    expect(answerSubject('Girafa de pelúcia', true)).toBe('Re: Girafa de pelúcia');
    expect(answerSubject('RES: re[2]: Girafa', true)).toBe('Re: Girafa');
    expect(answerSubject('Enc: Girafa', true)).toBe('Re: Enc: Girafa');
  });

  it('is as it stands when nothing was said before, and nothing when there is none', () => {
    expect(answerSubject(' Girafa ', false)).toBe('Girafa');
    expect(answerSubject('  ', true)).toBe('');
  });
});

describe('a mail about something else', () => {
  it('differs by more than the marks of mail programs, spaces and capitals', () => {
    expect(differs('Nota fiscal', 'Girafa')).toBe(true);
    expect(differs('Re: Fwd: ENC:  girafa', 'Girafa')).toBe(false);
    expect(differs('', 'Girafa')).toBe(false);
    expect(differs('Resumo', '')).toBe(true);
    expect(differs('Resumo: girafa', 'girafa')).toBe(true);
  });
});
