import { getShell, type Shell } from '#lib/shell/context.ts';
import type { AccountStore } from '#lib/shell/account.svelte.ts';
import { Desk } from './desk.svelte.ts';
import { announce } from './alerts.ts';
import { tellFailure } from './bad-news.ts';

/** One desk per account, which outlives the screens: what is on its way goes on while somebody is in the settings. */
const desks = new WeakMap<AccountStore, Desk>();

export function getDesk(): Desk {
  const shell = getShell();
  const desk = desks.get(shell.account) ?? setUp(shell);
  desks.set(shell.account, desk);
  return desk;
}

function setUp({ account, session, live }: Shell): Desk {
  const desk = new Desk(account.api, session.user?.id ?? 0);
  live.listen({
    event: (name, data) => desk.receive(name, data),
    reset: () => void desk.reset(),
    confirmed: (resumed) => desk.listens(resumed),
  });
  live.watch((state) => {
    if (state === 'live') desk.outbox.resume();
    if (state === 'closed') desk.outbox.close();
  });
  desk.listen((event) => announce(desk, event));
  desk.listen((event) => void tellFailure(desk, event));
  return desk;
}
