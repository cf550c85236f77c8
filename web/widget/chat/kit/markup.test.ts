import { describe, expect, test } from 'vitest';
import { drawMarkup } from './draw-markup.ts';
import { readMarkup, readPlain, safeLink } from './markup.ts';

function html(source: string, read = readMarkup): string {
  const home = document.createElement('div');
  drawMarkup(home, read(source));
  return home.innerHTML.replaceAll(' target="_blank" rel="noopener noreferrer nofollow"', '');
}

describe('what agents write', () => {
  test.each([
    ['**forte** e *leve* e ~~fora~~', '<p><strong>forte</strong> e <em>leve</em> e <del>fora</del></p>'],
    ['snake_case_name and 2*3*4', '<p>snake_case_name and 2*3*4</p>'],
    ['use `a < b` here', '<p>use <code>a &lt; b</code> here</p>'],
    ['[site](https://x.example/a?b=1)', '<p><a href="https://x.example/a?b=1">site</a></p>'],
    ['veja https://x.example/y.', '<p>veja <a href="https://x.example/y">https://x.example/y</a>.</p>'],
    ['<https://x.example>', '<p><a href="https://x.example">https://x.example</a></p>'],
    ['fale: ana@x.example', '<p>fale: <a href="mailto:ana@x.example">ana@x.example</a></p>'],
    ['- um\n- **dois**', '<ul><li>um</li><li><strong>dois</strong></li></ul>'],
    ['3. três\n4. quatro', '<ol start="3"><li>três</li><li>quatro</li></ol>'],
    ['> citado', '<blockquote>citado</blockquote>'],
    ['```js\n<b>\n```', '<pre>&lt;b&gt;</pre>'],
    ['# Título', '<p><strong>Título</strong></p>'],
    ['a\nb\n\nc', '<p>a\nb</p><p>c</p>'],
    ['\\*literal\\*', '<p>*literal*</p>'],
  ])('%j', (source, drawn) => expect(html(source)).toBe(drawn));
});

test('what the visitor wrote stays as written, only addresses become links', () => {
  expect(html('**oi** https://x.example', readPlain)).toBe(
    '<p>**oi** <a href="https://x.example">https://x.example</a></p>',
  );
});

describe('XSS: nothing in a message becomes a tag, a handler or a script', () => {
  test.each([
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](vbscript:x)',
    '[x](//evil.example)',
    '**<svg onload=alert(1)>**',
    '![x](https://x.example/"onerror="alert(1))',
    '`</code><script>alert(1)</script>`',
  ])('%j', (source) => {
    const home = document.createElement('div');
    drawMarkup(home, readMarkup(source));
    expect(home.querySelector('script, img, svg, iframe')).toBeNull();
    for (const node of home.querySelectorAll('*')) {
      expect(node.getAttributeNames().filter((name) => !['href', 'target', 'rel'].includes(name))).toEqual(
        [],
      );
      const href = node.getAttribute('href');
      if (href !== null) expect(href).toMatch(/^(https?:\/\/|mailto:)/);
    }
  });
});

test('an address is safe only on the web, in a mailbox or on a telephone', () => {
  expect(['https://a.example', 'mailto:a@b.c', 'tel:+55'].map(safeLink)).not.toContain(null);
  expect(['javascript:1', ' java\nscript:1', 'data:x', '/app', 'file:///etc'].map(safeLink)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
});

test('a long line of openings is read in a moment', () => {
  const started = performance.now();
  readMarkup('*_`[~~**'.repeat(6_000));
  expect(performance.now() - started).toBeLessThan(2_000);
});
