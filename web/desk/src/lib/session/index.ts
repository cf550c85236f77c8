import { Session } from './session.svelte.ts';

/** The page's one session. */
export const session = new Session(localStorage);
