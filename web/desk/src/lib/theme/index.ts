import { Theme } from './theme.svelte.ts';

/** The page's one theme. */
export const theme = new Theme(localStorage, document.documentElement);
