import { error } from '@sveltejs/kit';
import { session } from '#lib/session/index.ts';

export const load = async ({
  params,
  parent,
}: {
  params: { accountId: string };
  parent: () => Promise<unknown>;
}) => {
  await parent();
  const accountId = Number(params.accountId);
  const membership = session.membership(accountId);
  if (!membership) error(404);
  return { accountId };
};
