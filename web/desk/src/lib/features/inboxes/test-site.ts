import type { Inbox } from '@balcao/api';

/** The page on this server where the inbox's visitor chat can be tried, for an inbox that has one. */
export function testSite(inbox: Inbox): string | null {
  const token = inbox.website_token;
  return typeof token === 'string' && token ? `/test-site/${encodeURIComponent(token)}` : null;
}
