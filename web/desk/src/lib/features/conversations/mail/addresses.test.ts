import { describe, expect, it } from 'vitest';
import { isAddress, readAddresses } from './addresses.ts';

describe('addresses as people paste them', () => {
  it.each([
    ['ana@x.com', ['ana@x.com']],
    ['Ana Lima <ana@x.com>', ['ana@x.com']],
    ['ana@x.com, bia@y.com;caio@z.com\ndora@w.com', ['ana@x.com', 'bia@y.com', 'caio@z.com', 'dora@w.com']],
    ['"Lima, Ana" <ana@x.com>, "Bia; Sá" <bia@y.com>', ['ana@x.com', 'bia@y.com']],
    ['ana@x.com bia@y.com', ['ana@x.com', 'bia@y.com']],
    ['mailto:ana@x.com', ['ana@x.com']],
    ['Ana@X.com; ana@x.com', ['Ana@X.com']],
    ['ana, bia@y.com', ['ana', 'bia@y.com']],
    [' , ;\n', []],
  ])('%j', (text, addresses) => expect(readAddresses(text)).toEqual(addresses));

  it('takes long nonsense in a moment', () => {
    expect(readAddresses('<'.repeat(200_000))).toHaveLength(1);
    expect(isAddress('a@'.repeat(100_000))).toBe(false);
  });
});

it.each(['ana@x.com', 'ana+y@x.co.uk', "o'neil@x.com", 'josé@exemplo.com.br', 'a@bücher.de'])(
  '%s is an address',
  (text) => expect(isAddress(text)).toBe(true),
);

it.each([
  ...['', 'ana', '@x.com', 'ana@', 'ana@x', 'ana@.com', 'ana@x..com', 'a b@x.com', 'ana@x.com>'],
  // EML-12: nothing that could end a header line or begin a second address.
  ...['ana@x.com\r\nBcc: eve@evil.com', 'ana@x.com,eve@evil.com', 'a@b@x.com', `${'a'.repeat(65)}@x.com`],
])('%j is none', (text) => expect(isAddress(text)).toBe(false));
