import { betrayedHost, safeHref } from '../text/links.ts';

/** Elements that say or lay out something. Whatever else comes is opened up: its words stay, it goes. */
const KEPT = new Set(
  (
    'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn ' +
    'div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q ' +
    'rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr'
  ).split(' '),
);

/** Elements whose contents are no words for a reader. */
const GONE =
  'script, style, noscript, template, iframe, frame, object, embed, applet, svg, math, link, meta, base, title, ' +
  'video, audio, canvas, select, textarea, portal, dialog';

const ATTRIBUTES = new Set(
  (
    'abbr align alt bgcolor border cellpadding cellspacing color cols colspan dir face height hidden hspace lang ' +
    'nowrap open reversed rows rowspan scope size span start style summary title type valign value vspace width'
  ).split(' '),
);

/** What a style may not do even here: fetch, import, run or leave its place. */
const STYLE_TRICKS = /url\s*\(|image-set|expression\s*\(|behavior\s*:|-moz-binding|position\s*:|\\/i;

/** Nothing that the mail says of styles around it hides this. */
const MARK =
  'display:inline!important;visibility:visible!important;opacity:1!important;position:static!important;' +
  'color:#a1211a!important;background:#fbeceb!important;font:12px system-ui,sans-serif!important';

export interface Rules {
  /** Whether a picture may be loaded from this address without asking. */
  shows: (address: string) => boolean;
  /** Pictures from elsewhere that were fetched, by their address. */
  pictures: ReadonlyMap<string, string>;
}

/**
 * The body of a mail once more made harmless, in a document that loads and runs nothing. The server has done this
 * already; an attacker has to be right twice, against two different readers of HTML.
 */
export function cleanBody(html: string, rules: Rules): HTMLElement {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const element of body.querySelectorAll(GONE)) element.remove();
  for (const element of body.querySelectorAll('*')) {
    if (KEPT.has(element.localName)) cleanOne(element, rules);
    else element.replaceWith(...element.childNodes);
  }
  for (const name of body.getAttributeNames()) if (!ATTRIBUTES.has(name)) body.removeAttribute(name);
  return body;
}

/** Addresses of the pictures that a mail wants from elsewhere, each once. */
export function remotePictures(html: string): string[] {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  return [...new Set([...body.querySelectorAll('img')].map(remoteOf).filter((one) => one !== null))];
}

function cleanOne(element: Element, rules: Rules): void {
  const [href, src, remote] = [element.getAttribute('href'), element.getAttribute('src'), remoteOf(element)];
  for (const name of element.getAttributeNames()) if (!ATTRIBUTES.has(name)) element.removeAttribute(name);
  const style = element.getAttribute('style');
  if (style && STYLE_TRICKS.test(style)) element.setAttribute('style', withoutTricks(style));
  if (element.localName === 'a') turnOut(element as HTMLAnchorElement, href);
  if (element.localName === 'img') show(element, src, remote, rules);
}

/** A link opens in a page of its own that knows nothing of this one; one that lies about where it leads says so. */
function turnOut(link: HTMLAnchorElement, raw: string | null): void {
  const href = raw === null ? null : safeHref(raw.trim());
  if (href === null) return;
  const host = betrayedHost(link.textContent, href);
  link.setAttribute('href', href);
  link.setAttribute('target', '_blank');
  link.setAttribute('rel', 'noopener noreferrer nofollow');
  link.setAttribute('title', href);
  if (host) link.after(mark(link.ownerDocument, ` (${host})`));
}

function mark(page: Document, words: string): HTMLElement {
  const span = page.createElement('span');
  span.setAttribute('style', MARK);
  span.textContent = words;
  return span;
}

function show(image: Element, src: string | null, remote: string | null, rules: Rules): void {
  const fetched = remote === null ? undefined : rules.pictures.get(remote);
  if (fetched) image.setAttribute('src', fetched);
  else if (src !== null && rules.shows(src)) image.setAttribute('src', src);
  else image.setAttribute('data-blocked', '');
}

function remoteOf(image: Element): string | null {
  const address = image.getAttribute('data-remote-src');
  return address && /^https?:\/\//i.test(address) ? address : null;
}

function withoutTricks(style: string): string {
  return style
    .split(';')
    .filter((rule) => !STYLE_TRICKS.test(rule))
    .join(';');
}
