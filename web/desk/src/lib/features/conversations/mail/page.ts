import { cleanBody, type Rules } from './clean.ts';

/** The colours in which a mail without colours of its own is shown: those of the desk. */
export interface Look {
  scheme: 'light' | 'dark';
  ink: string;
  link: string;
  line: string;
  muted: string;
}

/** A mail on white paper, whatever the desk looks like: it was drawn for that. */
const PAPER: Look = {
  scheme: 'light',
  ink: '#1d1b19',
  link: '#0b5a63',
  line: '#d3cfc7',
  muted: '#6b665f',
};

/** White paper on a dark desk has an edge that is seen. */
const MARGIN = '#balcao-mail{box-sizing:border-box;padding:12px}';

export interface MailPage {
  /** The whole document of the frame. */
  source: string;
  /** It brings its own colours, so it needs white paper under it. */
  paper: boolean;
}

/**
 * The document that a mail is shown in. It runs nothing, and loads nothing but pictures of this house (`files`: the
 * sources of its content policy) and those that the reader asked for.
 */
export function pageOf(html: string, rules: Rules, look: Look, files: readonly string[] = []): MailPage {
  const body = cleanBody(html, rules);
  const paper = isPainted(body);
  const policy =
    `default-src 'none'; img-src data: blob: ${files.join(' ')}; style-src 'unsafe-inline'; ` +
    "base-uri 'none'; form-action 'none'";
  const attributes = ['style', 'bgcolor', 'dir'].map((name) => attribute(body, name)).join('');
  const source =
    '<!doctype html><html><head><meta charset="utf-8">' +
    `<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">` +
    '<meta name="referrer" content="no-referrer"><base target="_blank">' +
    `<style>${sheet(paper ? PAPER : look)}${paper && look.scheme === 'dark' ? MARGIN : ''}</style></head>` +
    `<body><div id="balcao-mail" dir="auto"><div${attributes}>${body.innerHTML}</div></div></body></html>`;
  return { source, paper };
}

/** Whether a mail chose colours: text of the desk's colour on a background of its own could not be read. */
function isPainted(body: HTMLElement): boolean {
  if (body.hasAttribute('bgcolor') || paints(body.getAttribute('style'))) return true;
  if (body.querySelector('[bgcolor], font[color]')) return true;
  for (const one of body.querySelectorAll('[style]')) if (paints(one.getAttribute('style'))) return true;
  return false;
}

function paints(style: string | null): boolean {
  return /(?:^|[;{\s])(?:color|background(?:-color)?)\s*:/i.test(style ?? '');
}

function sheet({ scheme, ink, link, line, muted }: Look): string {
  return `:root{color-scheme:${scheme}}html,body{margin:0;height:auto!important;min-height:0!important}
html{overflow:auto hidden;scrollbar-width:thin}
body{color:${ink};font:14px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;overflow-wrap:break-word}
#balcao-mail{display:flow-root}#balcao-mail>div>:first-child{margin-top:0}#balcao-mail>div>:last-child{margin-bottom:0}img{max-width:100%}img[data-blocked]{outline:1px dashed ${line};outline-offset:-1px}
a{color:${link}}table{max-width:100%}pre{white-space:pre-wrap}
blockquote{margin:0.5em 0;padding-left:10px;border-left:2px solid ${line};color:${muted}}`;
}

function attribute(element: Element, name: string): string {
  const value = element.getAttribute(name);
  return value === null ? '' : ` ${name}="${escaped(value)}"`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
