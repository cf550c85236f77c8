import { redirect } from '@sveltejs/kit';
import { session } from '#lib/session/index.ts';
import { homePath, insidePath } from '#lib/shell/paths.ts';

export const load = async ({ url }: { url: URL }) => {
  const user = await session.restore().catch(() => null);
  if (user) redirect(307, insidePath(url.searchParams.get('next')) ?? homePath(user));
};
