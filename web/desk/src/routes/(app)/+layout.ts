import { redirect } from '@sveltejs/kit';
import { language } from '#lib/i18n/index.svelte.ts';
import { session } from '#lib/session/index.ts';
import { base, signInPath } from '#lib/shell/paths.ts';

export const load = async ({ url, parent }: { url: URL; parent: () => Promise<unknown> }) => {
  const user = await session.restore();
  if (!user) {
    const next = url.pathname === `${base}/` ? '' : `?next=${encodeURIComponent(url.pathname + url.search)}`;
    redirect(307, signInPath + next);
  }
  // The page begins in the browser's language meanwhile; that must not arrive after the user's own.
  await parent();
  await language.follow(user);
};
