/** A message's text as a tree. It is drawn with elements, never as HTML, so nothing in it can become a tag. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'strong' | 'em' | 'del'; parts: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'link'; href: string; parts: Inline[] };

export type Block =
  | { kind: 'p'; parts: Inline[] }
  | { kind: 'strong'; parts: Inline[] }
  | { kind: 'quote'; parts: Inline[] }
  | { kind: 'pre'; text: string }
  | { kind: 'list'; ordered: boolean; start: number; items: Inline[][] };

const SAFE = /^(https?:\/\/|mailto:|tel:)/i;

/** `href` when it leads to the web, a mailbox or a telephone, else null: no script, no data, no local address. */
export function safeLink(href: string): string | null {
  const clean = href.trim();
  return SAFE.test(clean) ? clean : null;
}

const INLINE = new RegExp(
  [
    '\\\\([\\\\`*_~\\[\\]()#>.!+-])', // an escaped sign
    '`([^`\\n]+)`', // code
    '\\*\\*(?=\\S)([^\\n]+?)\\*\\*', // strong
    '~~(?=\\S)([^\\n]+?)~~', // deleted
    '\\B\\*(?=[^\\s*])([^*\\n]+?)\\*(?![\\w*])', // emphasis
    '\\b_(?=\\S)([^_\\n]+?)_(?!\\w)', // emphasis
    '\\[([^\\]\\n]{1,500})\\]\\(<?([^\\s)>]{1,2000})>?(?: "[^"\\n]*")?\\)', // link: label and target
    '<?(https?:\\/\\/[^\\s<>]{2,2000}[^\\s<>.,:;!?\'")\\]])>?', // address
    '([\\w.+-]{1,64}@[\\w-]{1,63}(?:\\.[\\w-]{1,63}){1,5})', // mailbox
  ].join('|'),
  'g',
);

/** Read one line of the light markup that agents write. */
export function readInline(text: string): Inline[] {
  const parts: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > at) parts.push(plain(text.slice(at, match.index)));
    parts.push(readMatch(match));
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push(plain(text.slice(at)));
  return parts;
}

function readMatch(match: RegExpMatchArray): Inline {
  const [whole, sign, code, strong, gone, star, line, label, target, address, mailbox] = match;
  if (sign !== undefined) return plain(sign);
  if (code !== undefined) return { kind: 'code', text: code };
  if (strong !== undefined) return { kind: 'strong', parts: readInline(strong) };
  if (gone !== undefined) return { kind: 'del', parts: readInline(gone) };
  const emphasis = star ?? line;
  if (emphasis !== undefined) return { kind: 'em', parts: readInline(emphasis) };
  if (address !== undefined) return { kind: 'link', href: address, parts: [plain(address)] };
  if (mailbox !== undefined) return { kind: 'link', href: `mailto:${mailbox}`, parts: [plain(mailbox)] };
  const href = safeLink(target ?? '');
  return href ? { kind: 'link', href, parts: [plain(label ?? '')] } : plain(whole);
}

function plain(text: string): Inline {
  return { kind: 'text', text };
}

const ADDRESS = /https?:\/\/[^\s<>]{2,2000}[^\s<>.,:;!?'")\]]/g;

/** What the visitor wrote stays as it was written; only addresses become links. */
export function readPlain(text: string): Block[] {
  const parts: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    parts.push(plain(text.slice(at, match.index)));
    parts.push({ kind: 'link', href: match[0], parts: [plain(match[0])] });
    at = match.index + match[0].length;
  }
  parts.push(plain(text.slice(at)));
  return [{ kind: 'p', parts }];
}

const FENCE = /^\s*```/;
const ITEM = /^\s{0,6}(?:[-*+•]|(\d{1,9})[.)])\s+(.*)$/;
const QUOTE = /^\s*>\s?(.*)$/;
const HEADING = /^#{1,6}\s+(.*?)\s*#*$/;

/** Read a whole message of the light markup. */
export function readMarkup(source: string): Block[] {
  const lines = source.replace(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  let prose: string[] = [];
  const close = (): void => {
    if (prose.some((line) => line.trim()))
      blocks.push({ kind: 'p', parts: readInline(prose.join('\n').trim()) });
    prose = [];
  };
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? '';
    const found = readFence(lines, at) ?? readList(lines, at) ?? readQuote(lines, at) ?? readHeading(line);
    if (found) {
      close();
      blocks.push(found.block);
      at += found.lines;
      continue;
    }
    if (line.trim()) prose.push(line);
    else close();
    at += 1;
  }
  close();
  return blocks;
}

interface Found {
  block: Block;
  lines: number;
}

function readFence(lines: string[], at: number): Found | null {
  if (!FENCE.test(lines[at] ?? '')) return null;
  let end = at + 1;
  while (end < lines.length && !FENCE.test(lines[end] ?? '')) end += 1;
  return { block: { kind: 'pre', text: lines.slice(at + 1, end).join('\n') }, lines: end + 1 - at };
}

function readList(lines: string[], at: number): Found | null {
  const first = ITEM.exec(lines[at] ?? '');
  if (!first) return null;
  const ordered = first[1] !== undefined;
  const items: Inline[][] = [];
  for (let match: RegExpExecArray | null = first; match && (match[1] !== undefined) === ordered;) {
    items.push(readInline(match[2] ?? ''));
    match = ITEM.exec(lines[at + items.length] ?? '');
  }
  return { block: { kind: 'list', ordered, start: Number(first[1] ?? 1), items }, lines: items.length };
}

function readQuote(lines: string[], at: number): Found | null {
  let end = at;
  const quoted: string[] = [];
  for (let match = QUOTE.exec(lines[end] ?? ''); match; match = QUOTE.exec(lines[end] ?? '')) {
    quoted.push(match[1] ?? '');
    end += 1;
  }
  return end > at
    ? { block: { kind: 'quote', parts: readInline(quoted.join('\n')) }, lines: end - at }
    : null;
}

function readHeading(line: string): Found | null {
  const match = HEADING.exec(line);
  return match ? { block: { kind: 'strong', parts: readInline(match[1] ?? '') }, lines: 1 } : null;
}
