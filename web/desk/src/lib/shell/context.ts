import { createContext } from 'svelte';
import type { Session } from '../session/session.svelte.ts';
import type { AccountStore } from './account.svelte.ts';
import type { Live } from './live.svelte.ts';

/** What every screen of an account finds around it. */
export interface Shell {
  session: Session;
  account: AccountStore;
  live: Live;
}

const [get, set] = createContext<Shell>();

export const getShell = get;
export const setShell = set;
