import { describe, expect, it } from 'vitest';
import { readBlocks } from './blocks.ts';
import { readInline, type Inline } from './inline.ts';
import { betrayedHost, safeHref } from './links.ts';
import { cleanName, isEmojiOnly, oneLine } from './plain.ts';

/** A compact spelling of a tree: `<strong>a</strong>`, for reading in tests only. */
function spell(nodes: Inline[]): string {
  return nodes
    .map((node) => {
      if (node.kind === 'text') return node.text;
      if (node.kind === 'code') return `<code>${node.text}</code>`;
      if (node.kind === 'link') return `<a ${node.href}>${node.label}</a>`;
      return `<${node.kind}>${spell(node.children)}</${node.kind}>`;
    })
    .join('');
}

describe('text within a line', () => {
  it.each([
    ['**a** e __b__', '<strong>a</strong> e <strong>b</strong>'],
    ['*a* e _b_ e ~~c~~', '<em>a</em> e <em>b</em> e <del>c</del>'],
    ['**a *b* c**', '<strong>a <em>b</em> c</strong>'],
    ['`**a**`', '<code>**a**</code>'],
    ['2*3*4 e a_b_c', '2*3*4 e a_b_c'],
    ['* solto * e ** nada', '* solto * e ** nada'],
    ['**aberto', '**aberto'],
    ['*a **b*', '<em>a **b</em>'],
    ['****', '****'],
    ['olá 😀 *você*', 'olá 😀 <em>você</em>'],
    ['<script>alert(1)</script>', '<script>alert(1)</script>'],
  ])('%s', (text, tree) => expect(spell(readInline(text))).toBe(tree));

  it.each([
    ['veja https://a.com/x?y=1.', 'veja <a https://a.com/x?y=1>https://a.com/x?y=1</a>.'],
    ['(http://a.com/w_(x))', '(<a http://a.com/w_(x)>http://a.com/w_(x)</a>)'],
    ['www.a.com', '<a https://www.a.com/>www.a.com</a>'],
    ['[site](https://a.com)', '<a https://a.com/>site</a>'],
    ['[ligar](tel:+5511)', '<a tel:+5511>ligar</a>'],
    ['de ana@x.com.br.', 'de <a mailto:ana@x.com.br>ana@x.com.br</a>.'],
    ['xhttp://a.com', 'xhttp://a.com'],
    ['**https://a.com**', '<strong><a https://a.com/>https://a.com</a></strong>'],
  ])('link %s', (text, tree) => expect(spell(readInline(text))).toBe(tree));

  it.each([
    'javascript:alert(1)',
    'JaVaScript:alert(1)',
    ' javascript:x',
    '\u0001javascript:x',
    'data:text/html,x',
    'vbscript:x',
    'java\nscript:x',
    '//evil.com',
    '/app',
  ])('XSS-08 XSS-10: %j is never a link', (address) => {
    expect(safeHref(address)).toBeNull();
    expect(readInline(`[clique](${address})`).some(({ kind }) => kind === 'link')).toBe(false);
  });

  it.each(['[', '*', '_', '`', '~~', '**a ', '[a](', 'http://', '*a_', '((', '> ', '- ', 'a@', '![', '\n'])(
    'XSS-10: 150 kB of %j are read within 200 ms',
    (piece) => {
      const text = piece.repeat(Math.ceil(150_000 / piece.length));
      // This process's own work, the best of three: what else the machine does is not what is measured.
      const times = [1, 2, 3].map(() => {
        const start = process.cpuUsage();
        readBlocks(text);
        return process.cpuUsage(start).user / 1_000;
      });
      expect(Math.min(...times)).toBeLessThan(200);
    },
  );
});

describe('blocks', () => {
  it('keeps paragraphs, line breaks, lists, quotes and code apart', () => {
    const blocks = readBlocks(
      'oi\r\ntudo?\n\n- um\n- *dois*\n\n3. três\n4. quatro\n> dito\n```js\nlet a = **1**;\n```\nfim',
    );
    expect(blocks.map(({ kind }) => kind)).toEqual([
      'paragraph',
      'list',
      'list',
      'quote',
      'code',
      'paragraph',
    ]);
    expect(blocks[0]).toMatchObject({ lines: [[{ text: 'oi' }], [{ text: 'tudo?' }]] });
    expect(blocks[2]).toMatchObject({ ordered: true, start: 3 });
    expect(blocks[4]).toEqual({ kind: 'code', text: 'let a = **1**;' });
  });

  it('shows an unclosed fence to the end', () => {
    expect(readBlocks('```\na\nb')).toEqual([{ kind: 'code', text: 'a\nb' }]);
  });

  it('XSS-01 XSS-02: markup of pages is text', () => {
    const html = '<scr<script>ipt>alert(1)</script><img src=x onerror=alert(1)>';
    expect(readBlocks(html)).toEqual([{ kind: 'paragraph', lines: [[{ kind: 'text', text: html }]] }]);
  });
});

describe('what a link promises', () => {
  it.each([
    ['https://banco.com', 'https://evil.com/', 'evil.com'],
    ['banco.com/conta', 'https://evil.com/', 'evil.com'],
    ['www.banco.com', 'https://banco.com/', null],
    ['clique aqui', 'https://evil.com/', null],
    ['аpple.com', 'https://xn--pple-43d.com/', null],
    ['apple.com', 'https://xn--pple-43d.com/', 'xn--pple-43d.com'],
  ])('XSS-24: %s → %s', (label, href, host) => expect(betrayedHost(label, href)).toBe(host));
});

describe('plain text', () => {
  it('XSS-07: cleans names of signs that turn or hide text', () => {
    expect(cleanName('\u202eexe.ana\u202c\u200b ')).toBe('exe.ana');
  });

  it('puts a message in one line', () => {
    expect(oneLine('**Oi**\n\nveja [isto](https://a.com) `x`')).toBe('Oi veja isto x');
    expect(oneLine('a'.repeat(1000), 10)).toBe('a'.repeat(10));
  });

  it('knows a message of emoji only', () => {
    expect(['😀', '👍🏽 👩‍💻', '❤️'].every(isEmojiOnly)).toBe(true);
    expect(['oi 😀', '', '1', '😀😀😀😀'].some(isEmojiOnly)).toBe(false);
  });
});
