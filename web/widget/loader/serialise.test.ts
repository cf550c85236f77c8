import { afterEach, expect, test } from 'vitest';
import { serialise } from './serialise.ts';

const prototypes = [Array.prototype, Object.prototype] as unknown as { toJSON?: unknown }[];

afterEach(() => prototypes.forEach((prototype) => delete prototype.toJSON));

test('WID-20: a library that changes how arrays and objects serialise does not change our messages', () => {
  for (const prototype of prototypes) {
    Object.defineProperty(prototype, 'toJSON', { value: () => 'broken', configurable: true });
  }
  const value = { list: [1, { a: 'b' }], at: new Date(0) };
  expect(JSON.stringify(value)).toBe('"broken"');
  expect(serialise(value)).toBe('{"list":[1,{"a":"b"}],"at":"1970-01-01T00:00:00.000Z"}');
});

test('keys that would reach a prototype stay plain keys', () => {
  const value = JSON.parse('{"__proto__":{"x":1},"y":2}') as unknown;
  expect(JSON.parse(serialise(value))).toEqual(value);
});
