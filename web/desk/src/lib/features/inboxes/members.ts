import type { AccountApi, Agent } from '@balcao/api';

/** The ids of the agents who answer an inbox. */
export async function loadMembers(api: AccountApi, inboxId: number): Promise<Set<number>> {
  const { payload } = await api.get<{ payload: Agent[] }>(`/inbox_members/${inboxId}`);
  return new Set(payload.map((agent) => agent.id));
}

/** Makes exactly these agents the ones who answer the inbox. */
export async function setMembers(api: AccountApi, inboxId: number, userIds: Iterable<number>): Promise<void> {
  await api.patch('/inbox_members', { inbox_id: inboxId, user_ids: [...userIds] });
}
