import { tick } from 'svelte';

const wrong = [
  '[data-wrong] :is(input, select, textarea, button)',
  '[aria-invalid="true"]',
  '[data-failure]',
].join();

/** Puts the focus into the first thing of a form that has to be put right, once it is drawn. */
export async function focusFirstWrong(form: HTMLElement): Promise<void> {
  await tick();
  const first = form.querySelector<HTMLElement>(wrong);
  first?.focus({ preventScroll: true });
  first?.scrollIntoView?.({ block: 'center' });
}
