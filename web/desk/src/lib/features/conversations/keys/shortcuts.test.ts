import { expect, it } from 'vitest';
import { actOf } from './shortcuts.ts';

function press(key: string, html = '<p></p>', init: KeyboardEventInit = {}) {
  document.body.innerHTML = html;
  const target =
    document.body.querySelector('[data-here]') ?? document.body.firstElementChild ?? document.body;
  let act: ReturnType<typeof actOf> = null;
  target.addEventListener('keydown', (event) => (act = actOf(event as KeyboardEvent)));
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...init }));
  return act;
}

it.each([
  ['j', 'next'],
  ['k', 'previous'],
  ['r', 'reply'],
  ['n', 'note'],
  ['e', 'resolve'],
  ['c', 'compose'],
  ['/', 'search'],
  ['?', 'help'],
  ['x', null],
])('%s → %s', (key, act) => expect(press(key)).toBe(act));

it('leaves the keys to whoever types, to dialogs and to the browser', () => {
  expect(press('r', '<textarea></textarea>')).toBeNull();
  expect(press('e', '<div role="dialog"><button data-here></button></div>')).toBeNull();
  expect(press('r', '<p></p>', { ctrlKey: true })).toBeNull();
});

it('takes arrows in the list only', () => {
  expect(press('ArrowDown')).toBeNull();
  expect(press('ArrowDown', '<div data-row="1"><a href="#x" data-here>x</a></div>')).toBe('next');
});
