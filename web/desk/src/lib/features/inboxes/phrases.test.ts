import { describe, expect, it } from 'vitest';
import { Phrases } from './phrases.ts';

const of = (pt: string, en: string) => ({ 'pt-BR': pt, en, es: pt });
const phrases = new Phrases([
  of('O endereço $whom não existe.', '$whom does not exist: there is no such address.'),
  of('Recusado como spam.', 'Refused as spam.'),
  of('A caixa está cheia', 'The mailbox is full'),
  of('O servidor disse: $said', 'The server said: $said'),
  of('$host não deixou entrar: $said', '$host does not let us in: $said'),
  of('(Resposta dele: $said)', '(Its answer: $said)'),
]);
const say = (text: string) => phrases.say(text, 'pt-BR');

describe('what the server says went wrong', () => {
  it('is said in the language of the reader, with the names that stand in it', () => {
    expect(say('ana@x.com does not exist: there is no such address.')).toBe(
      'O endereço ana@x.com não existe.',
    );
  });

  it('keeps what another server has said', () => {
    expect(say('mail.x.com does not let us in: Bad. Really.')).toBe(
      'mail.x.com não deixou entrar: Bad. Really.',
    );
    expect(say('Refused as spam. (Its answer: 550 5.7.1 No (x))')).toBe(
      'Recusado como spam. (Resposta dele: 550 5.7.1 No (x))',
    );
  });

  it('begins anew in every line, whatever another server has said in the one above', () => {
    expect(say('a@x.com: The server said: 552 Over\nb@x.com: The mailbox is full')).toBe(
      'a@x.com: O servidor disse: 552 Over\nb@x.com: A caixa está cheia',
    );
  });

  it('says what introduces the words of another server', () => {
    expect(say('Refused as spam. (Its answer: 550 No)')).toBe('Recusado como spam. (Resposta dele: 550 No)');
  });

  it('may be several sentences, each about somebody', () => {
    expect(say('a@x.com: Refused as spam. (550 No) b@x.com does not exist: there is no such address.')).toBe(
      'a@x.com: Recusado como spam. (550 No) O endereço b@x.com não existe.',
    );
    expect(say('a@x.com: The mailbox is full (5.2.2). The server said: 552 Over')).toBe(
      'a@x.com: A caixa está cheia (5.2.2). O servidor disse: 552 Over',
    );
  });

  it('stays as it is where nobody has declared it, and in English', () => {
    expect(say('KeyError: nothing is known')).toBe('KeyError: nothing is known');
    expect(say('The mailbox is fuller')).toBe('The mailbox is fuller');
    expect(phrases.say('Refused as spam.', 'en')).toBe('Refused as spam.');
  });
});
