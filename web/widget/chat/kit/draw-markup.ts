import type { Block, Inline } from './markup.ts';

/** Draw a message's tree into `home`, element by element. Text goes in as text, links lead only where `safeLink` allows. */
export function drawMarkup(home: HTMLElement, blocks: Block[]): void {
  home.replaceChildren(...blocks.map(drawBlock));
}

function drawBlock(block: Block): HTMLElement {
  switch (block.kind) {
    case 'pre':
      return element('pre', [block.text]);
    case 'list': {
      const list = element(
        block.ordered ? 'ol' : 'ul',
        block.items.map((item) => element('li', drawLine(item))),
      );
      if (block.ordered) (list as HTMLOListElement).start = block.start;
      return list;
    }
    case 'quote':
      return element('blockquote', drawLine(block.parts));
    case 'strong':
      return element('p', [element('strong', drawLine(block.parts))]);
    case 'p':
      return element('p', drawLine(block.parts));
  }
}

function drawLine(parts: Inline[]): (Node | string)[] {
  return parts.map((part) => {
    if (part.kind === 'text') return part.text;
    if (part.kind === 'code') return element('code', [part.text]);
    if (part.kind !== 'link') return element(part.kind, drawLine(part.parts));
    const link = element('a', drawLine(part.parts)) as HTMLAnchorElement;
    Object.assign(link, { href: part.href, target: '_blank', rel: 'noopener noreferrer nofollow' });
    return link;
  });
}

function element(tag: string, children: (Node | string)[]): HTMLElement {
  const made = document.createElement(tag);
  made.append(...children);
  return made;
}
