import type { Words } from '@balcao/api';

type Language = keyof Words;
interface Pattern {
  phrase: Words;
  matcher: RegExp;
}

/** Between sentences: marks, what a server said in brackets, and the address that a sentence is about. */
const between = /[\s.;]+|\([^()]*\)|[^\s@]+@[^\s@:]+: /y;
const slot = /\$(\w+)/g;

/**
 * The sentences in which the server says what went wrong, in every language. It keeps and sends the English one;
 * what none of them is, such as another server's own words, stays as it is.
 */
export class Phrases {
  readonly #patterns: Pattern[];

  constructor(phrases: readonly Words[]) {
    this.#patterns = phrases.map((phrase) => ({ phrase, matcher: matcherOf(phrase.en) }));
  }

  say(text: string, language: Language): string {
    if (language === 'en') return text;
    return text
      .split('\n')
      .map((line) => this.#line(line, language))
      .join('\n');
  }

  #line(text: string, language: Language): string {
    let said = '';
    for (let at = 0; at < text.length;) {
      const [words, length] = this.#next(text, at, language);
      said += words;
      at += length;
    }
    return said;
  }

  /** How the text goes on at one place, and how much of it that is. */
  #next(text: string, at: number, language: Language): [string, number] {
    for (const { phrase, matcher } of this.#patterns) {
      matcher.lastIndex = at;
      const found = matcher.exec(text);
      if (found) return [filled(phrase[language], found.groups ?? {}), found[0].length];
    }
    between.lastIndex = at;
    const mark = between.exec(text)?.[0] ?? text.slice(at);
    return [mark, mark.length];
  }
}

function filled(sentence: string, values: Record<string, string>): string {
  return sentence.replace(slot, (_, name: string) => values[name] ?? '');
}

/** What begins a sentence is one word, what ends it is all the rest. */
function matcherOf(sentence: string): RegExp {
  const source = sentence
    .replace(/[.*+?^{}()|[\]\\]/g, '\\$&')
    .replace(slot, (whole, name: string, place: number) => `(?<${name}>${kindOf(whole, place, sentence)})`);
  return new RegExp(`${source}(?=[\\s.(;]|$)`, 'ys');
}

function kindOf(whole: string, place: number, sentence: string): string {
  if (sentence.endsWith(whole)) return '.+';
  return place === 0 ? '\\S+?' : '.+?';
}
