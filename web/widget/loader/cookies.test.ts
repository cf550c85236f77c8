import { afterEach, expect, test, vi } from 'vitest';
import { CookieJar } from './cookies.ts';

afterEach(() => vi.restoreAllMocks());

test('what one jar keeps, another page of the site finds', () => {
  new CookieJar('').set('cw_conversation', 'a.b.c');
  expect(new CookieJar('').get('cw_conversation')).toBe('a.b.c');
  new CookieJar('').remove('cw_conversation');
  expect(new CookieJar('').get('cw_conversation')).toBe('');
});

test('a name that ends alike is another cookie', () => {
  document.cookie = 'xcw_conversation=no';
  expect(new CookieJar('').get('cw_conversation')).toBe('');
});

test('on a page without cookies the memory serves for as long as the page lives', () => {
  vi.spyOn(document, 'cookie', 'get').mockImplementation(() => {
    throw new DOMException('sandboxed', 'SecurityError');
  });
  vi.spyOn(document, 'cookie', 'set').mockImplementation(() => {
    throw new DOMException('sandboxed', 'SecurityError');
  });
  const jar = new CookieJar('');
  jar.set('cw_conversation', 'a.b.c');
  expect(jar.get('cw_conversation')).toBe('a.b.c');
  jar.remove('cw_conversation');
  expect(jar.get('cw_conversation')).toBe('');
});
