import { installation } from '#lib/session/installation.svelte.ts';

export const load = () => installation.ask();
