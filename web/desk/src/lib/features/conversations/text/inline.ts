import { safeHref } from './links.ts';

/** A piece of text within a line. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'strong' | 'em' | 'del'; children: Inline[] }
  | { kind: 'link'; href: string; label: string };

const marks = { '**': 'strong', __: 'strong', '*': 'em', _: 'em', '~~': 'del' } as const;
type Mark = keyof typeof marks;

interface Frame {
  mark: Mark | '';
  nodes: Inline[];
}

/** Deeper nesting is shown as it was typed: nobody means it, and drawing it costs. */
const DEEPEST = 8;

const CODE = /(`{1,2})(?!`)([^`\n]{1,2000})\1(?!`)/y;
const LINK = /\[([^[\]\n]{1,500})\]\(([^\s()<>]{1,2000}(?:\([^\s()<>]{0,200}\)[^\s()<>]{0,500})?)\)/y;
const ADDRESS = /(?:https?:\/\/|www\.)[^\s<>"`]{1,2000}/iy;
const MAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/gu;
const MARK = /\*\*|__|~~|\*|_/y;
const PLAIN = /[^`[*_~hw]+/y;
const WORD = /[\p{L}\p{N}]/u;

/** Read one line (or several) of text. Takes time in proportion to its length, whatever it holds. */
export function readInline(text: string): Inline[] {
  return new Reader(text).read();
}

class Reader {
  readonly #text: string;
  readonly #frames: Frame[] = [{ mark: '', nodes: [] }];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Inline[] {
    while (this.#at < this.#text.length) this.#step();
    this.#unwind(1);
    return this.#frames[0]?.nodes ?? [];
  }

  #step(): void {
    const plain = this.#take(PLAIN);
    if (plain) return this.#say(plain[0]);
    if (this.#code() || this.#link() || this.#address() || this.#mark()) return;
    this.#say(this.#text[this.#at] ?? '');
    this.#at += 1;
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at += found[0].length;
    return found;
  }

  #code(): boolean {
    const found = this.#take(CODE);
    if (found?.[2]) this.#add({ kind: 'code', text: found[2] });
    return found !== null;
  }

  #link(): boolean {
    const found = this.#take(LINK);
    if (!found) return false;
    const [whole, label = '', address = ''] = found;
    const href = safeHref(address);
    if (href) this.#add({ kind: 'link', href, label });
    else this.#say(whole);
    return true;
  }

  #address(): boolean {
    if (WORD.test(this.#text[this.#at - 1] ?? '')) return false;
    const from = this.#at;
    const found = this.#take(ADDRESS);
    if (!found) return false;
    const label = trimEnd(found[0]);
    const href = safeHref(label);
    this.#at = from + label.length;
    if (href) this.#add({ kind: 'link', href, label });
    else this.#say(label);
    return true;
  }

  #mark(): boolean {
    const from = this.#at;
    const mark = this.#take(MARK)?.[0] as Mark | undefined;
    if (!mark) return false;
    const before = this.#text[from - 1] ?? ' ';
    const after = this.#text[this.#at] ?? ' ';
    const opened = this.#frames.findLastIndex((frame) => frame.mark === mark);
    if (opened > 0 && !/\s/.test(before) && !(mark.startsWith('_') && WORD.test(after))) this.#close(opened);
    else if (!/\s/.test(after) && !WORD.test(before) && this.#frames.length <= DEEPEST) this.#open(mark);
    else this.#say(mark);
    return true;
  }

  #open(mark: Mark): void {
    this.#frames.push({ mark, nodes: [] });
  }

  #close(index: number): void {
    this.#unwind(index + 1);
    const frame = this.#frames.pop();
    if (!frame?.mark) return;
    if (frame.nodes.length) this.#add({ kind: marks[frame.mark], children: frame.nodes });
    else this.#say(frame.mark + frame.mark);
  }

  /** Marks that never ended are what was typed. */
  #unwind(length: number): void {
    while (this.#frames.length > length) {
      const frame = this.#frames.pop();
      if (!frame) return;
      this.#say(frame.mark);
      for (const node of frame.nodes) this.#add(node);
    }
  }

  #say(text: string): void {
    let from = 0;
    for (const found of text.matchAll(MAIL)) {
      this.#add({ kind: 'text', text: text.slice(from, found.index) });
      this.#add({ kind: 'link', href: `mailto:${found[0]}`, label: found[0] });
      from = found.index + found[0].length;
    }
    this.#add({ kind: 'text', text: text.slice(from) });
  }

  #add(node: Inline): void {
    const nodes = this.#frames.at(-1)?.nodes ?? [];
    const last = nodes.at(-1);
    if (node.kind !== 'text') nodes.push(node);
    else if (last?.kind === 'text') last.text += node.text;
    else if (node.text) nodes.push(node);
  }
}

/** An address ends before the punctuation of its sentence, and before a bracket that it did not open. */
function trimEnd(address: string): string {
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address[end - 1] ?? '';
    if (!/[.,;:!?'*_~)\]}]/.test(last)) break;
    if (last === ')' && address.lastIndexOf('(', end - 1) > address.lastIndexOf(')', end - 2)) break;
  }
  return address.slice(0, end);
}
