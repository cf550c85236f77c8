/** Where the desk is served. */
export const base = '/app';

export const signInPath = `${base}/login`;

/** `/app/accounts/1/settings/inboxes/list` for the account 1 and `/settings/inboxes/list`. */
export function accountPath(accountId: number, rest = '/dashboard'): string {
  return `${base}/accounts/${accountId}${rest}`;
}

/** Where somebody who has just come in belongs: the account worked in last, or the page that says there is none. */
export function homePath(user: { account_id: number | null }): string {
  return user.account_id === null ? `${base}/no-account` : accountPath(user.account_id);
}

/** A place inside the desk taken from an address bar; anything else, such as another site, is null. */
export function insidePath(candidate: string | null): string | null {
  if (!candidate?.startsWith(`${base}/`)) return null;
  const url = new URL(candidate, location.origin);
  return url.origin === location.origin ? url.pathname + url.search : null;
}
