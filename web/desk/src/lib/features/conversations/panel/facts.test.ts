import { describe, expect, it } from 'vitest';
import { customFacts, visitFacts } from './facts.ts';

describe('what is known of a visit', () => {
  it('XSS-07 XSS-09: shows an address as a link only when it is one of the web', () => {
    const facts = (referer: string) => visitFacts({ referer })[0];
    expect(facts('https://loja.com/caneca')).toMatchObject({ href: 'https://loja.com/caneca' });
    expect(facts('javascript:alert(1)')).toMatchObject({ value: 'javascript:alert(1)', href: null });
    expect(facts(' \u0001javascript:alert(1)//http://x')?.href).toBeNull();
    expect(facts('\u202ehttps://x')?.value).toBe('https://x');
  });

  it('names browser and system, and leaves out what is not known', () => {
    const browser = { browser_name: 'Firefox', browser_version: '140', platform_name: 'Linux' };
    const values = visitFacts({ browser, referer: '', browser_language: null }).map(({ value }) => value);
    expect(values).toEqual(['Firefox 140', 'Linux']);
    expect(visitFacts({ browser: 'x' })).toEqual([]);
    expect(visitFacts({ browser: { browser_name: 'Unknown', platform_name: 'Unknown' } })).toEqual([]);
  });

  it('XSS-08: shows custom attributes by their names', () => {
    expect(
      customFacts({ plano: 'ouro', vazio: null, itens: [1] }).map(({ name, value }) => [name, value]),
    ).toEqual([
      ['plano', 'ouro'],
      ['itens', '[1]'],
    ]);
    expect(customFacts({ a: 'DATA:text/html,x', b: 'tel:+55' }).map(({ href }) => href)).toEqual([
      null,
      'tel:+55',
    ]);
  });
});
