import { MediaQuery } from 'svelte/reactivity';
import { theme } from '#lib/theme/index.ts';
import type { Look } from '../../mail/page.ts';

const dark = new MediaQuery('(prefers-color-scheme: dark)');

/** The desk's own colours at this moment; a frame does not inherit them. */
export function lookNow(): Look {
  const asked = theme.choice === 'system' ? (dark.current ? 'dark' : 'light') : theme.choice;
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    scheme: asked,
    ink: token('--ink'),
    link: token('--accent-ink'),
    line: token('--line-strong'),
    muted: token('--ink-muted'),
  };
}
