import { redirect } from '@sveltejs/kit';
import { session } from '#lib/session/index.ts';
import { homePath, signInPath } from '#lib/shell/paths.ts';

export const load = async () => {
  const user = await session.restore();
  redirect(307, user ? homePath(user) : signInPath);
};
