import { redirect } from '@sveltejs/kit';
import { language } from '#lib/i18n/index.svelte.ts';
import { session } from '#lib/session/index.ts';
import { base, signInPath } from '#lib/shell/paths.ts';

export const load = async ({ url }: { url: URL }) => {
  const user = await session.restore();
  if (!user) {
    const next = url.pathname === `${base}/` ? '' : `?next=${encodeURIComponent(url.pathname + url.search)}`;
    redirect(307, signInPath + next);
  }
  await language.follow(user);
};
