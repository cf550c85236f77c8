const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

/** MD5 (RFC 1321) of the UTF-8 bytes of `text`, as 32 hex digits. Tells changed data from unchanged; protects nothing. */
export function md5(text: string): string {
  const words = pad(new TextEncoder().encode(text));
  const state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let at = 0; at < words.length; at += 16) mix(state, words, at);
  return hex(state);
}

function pad(bytes: Uint8Array): Int32Array {
  const words = new Int32Array((((bytes.length + 8) >> 6) + 1) * 16);
  const put = (byte: number, at: number): void => {
    words[at >> 2] = (words[at >> 2] ?? 0) | (byte << ((at & 3) * 8));
  };
  bytes.forEach(put);
  put(0x80, bytes.length);
  words[words.length - 2] = bytes.length * 8;
  return words;
}

function mix(state: number[], words: Int32Array, at: number): void {
  let [a, b, c, d] = state as [number, number, number, number];
  for (let step = 0; step < 64; step++) {
    const round = step >> 4;
    const [blend, word] = blendOf(round, step, b, c, d);
    const sum =
      (a + blend + Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32) + (words[at + word] ?? 0)) | 0;
    const shift = SHIFTS[round * 4 + (step & 3)] ?? 0;
    [a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0];
  }
  [a, b, c, d].forEach((value, index) => (state[index] = ((state[index] ?? 0) + value) | 0));
}

function blendOf(round: number, step: number, b: number, c: number, d: number): [number, number] {
  if (round === 0) return [(b & c) | (~b & d), step];
  if (round === 1) return [(d & b) | (~d & c), (5 * step + 1) & 15];
  if (round === 2) return [b ^ c ^ d, (3 * step + 5) & 15];
  return [c ^ (b | ~d), (7 * step) & 15];
}

function hex(state: number[]): string {
  const bytes = new Uint8Array(Int32Array.from(state).buffer);
  let out = '';
  bytes.forEach((byte) => (out += (byte < 16 ? '0' : '') + byte.toString(16)));
  return out;
}
