/** Most people that one mail may go to. */
export const MOST = 50;

const FORBIDDEN = /[\s<>()[\]\\,;:"]/;

/** Whether this can be the address of somebody: one @, something before it, a dotted name after it. */
export function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  const [name, host] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || text.length > 254 || name.length > 64) return false;
  if (FORBIDDEN.test(text) || name.includes('@')) return false;
  const labels = host.split('.');
  return labels.length > 1 && labels.every((label) => label !== '' && !/^-|-$/.test(label));
}

/** The part after the @, as it is compared. */
export function domainOf(address: string): string {
  return address
    .slice(address.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase();
}

/** Whether two addresses are the same box; capital letters make no other one. */
export function sameAddress(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

/** Every address once, in the order in which it was first named. */
export function unique(addresses: readonly string[]): string[] {
  const known = new Map<string, string>();
  for (const one of addresses) {
    const key = one.trim().toLowerCase();
    if (key && !known.has(key)) known.set(key, one.trim());
  }
  return [...known.values()];
}

/**
 * The addresses in a text as people paste it: `Ana <ana@x.y>; bia@x.y`, one a line, with commas in quoted names.
 * What is no address is kept as it is, so that it can be put right.
 */
export function readAddresses(text: string): string[] {
  return unique(pieces(text).flatMap(bare));
}

/** `text` at its commas, semicolons and line ends, except inside quotes and angle brackets. */
function pieces(text: string): string[] {
  const found: string[] = [''];
  let quoted = false;
  let angled = false;
  for (const sign of text) {
    if (sign === '"' && !angled) quoted = !quoted;
    else if (!quoted && sign === '<') angled = true;
    else if (!quoted && sign === '>') angled = false;
    const ends = !quoted && !angled && /[,;\n\r]/.test(sign);
    if (ends) found.push('');
    else found[found.length - 1] += sign;
  }
  return found.map((piece) => piece.trim()).filter(Boolean);
}

function bare(piece: string): string[] {
  const angled = /<([^<>]*)>\s*$/.exec(piece)?.[1];
  const text = (angled ?? piece).trim().replace(/^mailto:/i, '');
  const words = text.split(/\s+/);
  return words.length > 1 && words.every(isAddress) ? words : [text];
}
