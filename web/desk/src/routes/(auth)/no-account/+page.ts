import { redirect } from '@sveltejs/kit';
import { session } from '#lib/session/index.ts';
import { homePath, signInPath } from '#lib/shell/paths.ts';

export const load = async () => {
  const user = await session.restore();
  if (!user) redirect(307, signInPath);
  if (user.account_id !== null) redirect(307, homePath(user));
};
