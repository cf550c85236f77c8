import { readInline, type Inline } from './inline.ts';

/** A paragraph-sized piece of a message. Lines of a paragraph keep their breaks. */
export type Block =
  | { kind: 'paragraph'; lines: Inline[][] }
  | { kind: 'quote'; lines: Inline[][] }
  | { kind: 'list'; ordered: boolean; start: number; items: Inline[][] }
  | { kind: 'code'; text: string };

const FENCE = /^ {0,3}```/;
const QUOTE = /^ {0,3}> ?/;
const BULLET = /^ {0,3}[-*•] +(?=\S)/;
const NUMBER = /^ {0,3}(\d{1,4})[.)] +(?=\S)/;

/** Read the text of a message: bold, italic, code, links, lists, quotes and line breaks. Nothing in it is HTML. */
export function readBlocks(text: string): Block[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) at = readBlock(lines, at, blocks);
  return blocks;
}

function readBlock(lines: string[], at: number, blocks: Block[]): number {
  const line = lines[at] ?? '';
  if (!line.trim()) return at + 1;
  if (FENCE.test(line)) return readFence(lines, at, blocks);
  if (QUOTE.test(line)) return readQuote(lines, at, blocks);
  if (BULLET.test(line)) return readList(lines, at, blocks, BULLET);
  if (NUMBER.test(line)) return readList(lines, at, blocks, NUMBER);
  const end = endOf(lines, at, (next) => next.trim() !== '' && !startsBlock(next));
  blocks.push({ kind: 'paragraph', lines: lines.slice(at, end).map(readInline) });
  return end;
}

function readFence(lines: string[], at: number, blocks: Block[]): number {
  const end = endOf(lines, at, (next) => !FENCE.test(next));
  blocks.push({ kind: 'code', text: lines.slice(at + 1, end).join('\n') });
  return end + 1;
}

function readQuote(lines: string[], at: number, blocks: Block[]): number {
  const end = endOf(lines, at, (next) => QUOTE.test(next));
  blocks.push({
    kind: 'quote',
    lines: lines.slice(at, end).map((line) => readInline(line.replace(QUOTE, ''))),
  });
  return end;
}

function readList(lines: string[], at: number, blocks: Block[], sign: RegExp): number {
  const end = endOf(lines, at, (next) => sign.test(next));
  const items = lines.slice(at, end).map((line) => readInline(line.replace(sign, '')));
  const start = Number(NUMBER.exec(lines[at] ?? '')?.[1] ?? 1);
  blocks.push({ kind: 'list', ordered: sign === NUMBER, start, items });
  return end;
}

function startsBlock(line: string): boolean {
  return FENCE.test(line) || QUOTE.test(line) || BULLET.test(line) || NUMBER.test(line);
}

function endOf(lines: string[], at: number, goesOn: (line: string) => boolean): number {
  let end = at + 1;
  while (end < lines.length && goesOn(lines[end] ?? '')) end += 1;
  return end;
}
