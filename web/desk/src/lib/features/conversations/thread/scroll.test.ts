import { beforeEach, expect, it, vi } from 'vitest';
import { Scroll } from './scroll.svelte.ts';

/** A box of 100 pixels over something that grows. */
class Box {
  scrollHeight = 500;
  clientHeight = 100;
  firstElementChild: HTMLElement | null = null;
  #top = 0;

  get scrollTop() {
    return this.#top;
  }
  set scrollTop(top: number) {
    this.#top = Math.max(0, Math.min(top, this.scrollHeight - this.clientHeight));
  }
}

let box: Box;
let scroll: Scroll;
let grown: () => void;

beforeEach(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(tell: () => void) {
        grown = tell;
      }
      observe() {}
      disconnect() {}
    },
  );
  box = new Box();
  scroll = new Scroll();
  scroll.attach(box as unknown as HTMLElement);
});

it('stays at the bottom while a picture or a mail takes its size, whichever is told first', () => {
  box.scrollHeight = 900;
  scroll.follow();
  expect(scroll.pinned).toBe(true);
  grown();
  expect(box.scrollTop).toBe(800);
});

it('leaves the reader where he went, and takes him along again from the bottom', () => {
  box.scrollTop = 100;
  scroll.follow();
  scroll.count(2);
  box.scrollHeight = 900;
  grown();
  expect([scroll.pinned, scroll.unseen, box.scrollTop]).toEqual([false, 2, 100]);
  box.scrollTop = 300;
  scroll.follow();
  expect(scroll.pinned).toBe(false);
  box.scrollTop = 800;
  scroll.follow();
  expect([scroll.pinned, scroll.unseen]).toEqual([true, 0]);
});

it('shows a mail that is taller than the box from its beginning, until the reader goes on', () => {
  const sheet = document.createElement('article');
  sheet.dataset.sheet = '';
  Object.defineProperties(sheet, { offsetTop: { value: 208 }, offsetHeight: { value: 300 } });
  box.firstElementChild = document.createElement('div');
  box.firstElementChild.append(sheet);
  scroll = new Scroll();
  scroll.attach(box as unknown as HTMLElement);
  expect([box.scrollTop, scroll.pinned]).toEqual([200, true]);
  box.scrollTop = 260;
  scroll.follow();
  box.scrollHeight = 900;
  grown();
  expect([box.scrollTop, scroll.pinned]).toEqual([260, false]);
  scroll.toBottom();
  expect([box.scrollTop, scroll.pinned]).toEqual([800, true]);
});
