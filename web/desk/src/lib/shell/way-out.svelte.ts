import { leftBehind, sweep } from '../features/conversations/desk/left-behind.ts';
import type { Session } from '../session/session.svelte.ts';

/** Out of this browser. What was written here and not sent goes with its writer; a session that ends by itself keeps it. */
class WayOut {
  /** How much would be lost: somebody is asked about it before he leaves. */
  unsent = $state(0);

  async take(session: Session): Promise<void> {
    this.unsent = leftBehind(session.user?.id ?? 0);
    if (!this.unsent) await this.leave(session);
  }

  async leave(session: Session): Promise<void> {
    if (session.user) await sweep(session.user.id);
    await session.signOut();
    this.stay();
  }

  stay(): void {
    this.unsent = 0;
  }
}

export const wayOut = new WayOut();
