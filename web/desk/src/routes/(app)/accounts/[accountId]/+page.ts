import { redirect } from '@sveltejs/kit';
import { accountPath } from '#lib/shell/paths.ts';

export const load = ({ params }: { params: { accountId: string } }) => {
  redirect(307, accountPath(Number(params.accountId)));
};
