import { iconColor } from '../common/color.ts';
import type { Words } from './words.ts';

const SVG = 'http://www.w3.org/2000/svg';
const TALK =
  'M12 3.5c5 0 9 3.4 9 7.75S17 19 12 19c-.9 0-1.8-.1-2.6-.3L4.6 20.6c-.5.2-1-.3-.8-.8l1-3.1A7.2 7.2 0 0 1 3 11.25C3 6.9 7 3.5 12 3.5Z';
const SHUT = 'm6 9.5 6 6 6-6';

export interface Look {
  color: string;
  side: 'left' | 'right';
  flat: boolean;
  dark: boolean;
  words: Words;
}

/** The elements of the launcher on the host's page: the bubble, and the box that holds the chat's iframe. */
export class View {
  readonly bubble = document.createElement('button');
  readonly holder = document.createElement('div');
  readonly #bubbleHolder = document.createElement('div');
  readonly #dot = document.createElement('span');
  readonly #label = document.createElement('span');
  #words: Words;
  #unread = 0;
  #open = false;
  /** It is of the kind with a title, and the host has given none. */
  #untitled = false;

  constructor(look: Look) {
    this.#words = look.words;
    this.#bubbleHolder.id = 'cw-bubble-holder';
    this.#bubbleHolder.className = 'woot--bubble-holder';
    this.holder.id = 'cw-widget-holder';
    const dress = `woot-elements--${look.side}${look.flat ? ' woot--flat' : ''}`;
    this.holder.className = `woot-widget-holder woot--hide ${dress}`;
    this.bubble.className = `woot-widget-bubble ${dress}`;
    this.#drawBubble();
    this.#describe();
    this.paint(look.color, look.dark);
    this.attach();
  }

  #drawBubble(): void {
    this.bubble.type = 'button';
    this.bubble.setAttribute('aria-controls', this.holder.id);
    this.#label.className = 'woot--label';
    this.#dot.className = 'woot--dot';
    this.#dot.setAttribute('aria-hidden', 'true');
    for (const part of [icon(TALK, 'woot--talk'), icon(SHUT, 'woot--shut'), this.#label, this.#dot]) {
      this.bubble.appendChild(part);
    }
    this.#bubbleHolder.appendChild(this.bubble);
  }

  /** Put the launcher (back) on the page: frameworks that swap the whole body take it away. */
  attach(): void {
    for (const part of [this.#bubbleHolder, this.holder]) {
      if (!part.isConnected) document.body.appendChild(part);
    }
  }

  paint(color: string, dark: boolean): void {
    for (const part of [this.bubble, this.holder]) {
      part.style.setProperty('--woot-color', color);
      part.style.setProperty('--woot-icon', iconColor(color));
      part.style.setProperty('--woot-ground', dark ? '#16181d' : '#ffffff');
    }
  }

  /** Write a title beside the icon; without one of the host's, the chat may give it one later. */
  expand(title: string): void {
    this.#untitled = !title;
    this.#write(title);
  }

  /** The chat's own word for the bubble, in the visitor's language. */
  rename(title: string): void {
    if (this.#untitled) this.#write(title);
  }

  #write(title: string): void {
    this.#label.textContent = title;
    this.bubble.classList.toggle('woot-widget--expanded', title !== '');
    this.#describe();
  }

  speak(words: Words): void {
    this.#words = words;
    this.#describe();
  }

  showUnread(count: number): void {
    this.#unread = count;
    this.#dot.textContent = count > 0 ? (count > 9 ? '9+' : String(count)) : '';
    this.bubble.classList.toggle('unread-notification', count > 0);
    this.#describe();
  }

  showOpen(open: boolean): void {
    this.#open = open;
    this.bubble.classList.toggle('woot--close', open);
    this.#describe();
  }

  showBubble(shown: boolean): void {
    this.bubble.classList.toggle('woot--hide', !shown);
    this.holder.classList.toggle('woot--bare', !shown);
  }

  showHolder(shown: boolean): void {
    this.holder.classList.toggle('woot--hide', !shown);
  }

  showWaiting(waiting: boolean): void {
    this.holder.classList.toggle('woot--waiting', waiting);
  }

  #describe(): void {
    const { open, close, unread } = this.#words;
    const title = this.#label.textContent;
    const count = this.#unread > 0 ? `, ${this.#unread} ${unread[this.#unread === 1 ? 0 : 1]}` : '';
    this.bubble.setAttribute('aria-label', this.#open ? close : (title || open) + count);
    this.bubble.setAttribute('aria-expanded', String(this.#open));
  }
}

function icon(path: string, name: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', name);
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', path);
  svg.appendChild(line);
  return svg;
}
