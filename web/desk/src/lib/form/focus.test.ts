import { afterEach, expect, it } from 'vitest';
import { focusFirstWrong } from './focus.ts';

afterEach(() => (document.body.innerHTML = ''));

function page(html: string): HTMLElement {
  document.body.innerHTML = html;
  return document.body;
}

it('goes to the first field that is wrong', async () => {
  await focusFirstWrong(
    page('<input id="a"><input id="b" aria-invalid="true"><input id="c" aria-invalid="true">'),
  );
  expect(document.activeElement?.id).toBe('b');
});

it('finds the control in a part that is wrong as a whole', async () => {
  await focusFirstWrong(page('<div data-wrong><p>no</p><input id="a" type="checkbox"></div>'));
  expect(document.activeElement?.id).toBe('a');
});

it('goes to the sentence about the whole form when no field is to blame', async () => {
  await focusFirstWrong(page('<div id="f" data-failure tabindex="-1">no</div><input id="a">'));
  expect(document.activeElement?.id).toBe('f');
});

it('leaves the focus where it is when nothing is wrong', async () => {
  const form = page('<input id="a">');
  document.getElementById('a')?.focus();
  await focusFirstWrong(form);
  expect(document.activeElement?.id).toBe('a');
});
