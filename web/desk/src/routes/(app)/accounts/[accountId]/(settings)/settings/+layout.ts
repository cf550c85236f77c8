import { error } from '@sveltejs/kit';
import { session } from '#lib/session/index.ts';

/** Settings of the account are an administrator's; to anybody else they are not there. */
export const load = async ({
  params,
  parent,
}: {
  params: { accountId: string };
  parent: () => Promise<unknown>;
}) => {
  await parent();
  if (session.role(Number(params.accountId)) !== 'administrator') error(404);
};
