import { toasts } from '@balcao/ui';
import { failureText } from '#lib/form/form.svelte.ts';
import type { Session } from '#lib/session/session.svelte.ts';
import { keepSettings } from '#lib/shell/choices.ts';
import { signatureOf, signs } from './signature.ts';

/** Whether this agent's letters are signed, kept with the agent for every machine. */
export class Signing {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Null for an agent without a signature. */
  get state(): boolean | null {
    const { user } = this.#session;
    return signatureOf(user) ? signs(user) : null;
  }

  /** What stands below the next letter. */
  get text(): string {
    const { user } = this.#session;
    return signs(user) ? signatureOf(user) : '';
  }

  async turn(): Promise<void> {
    try {
      await keepSettings(this.#session, { send_with_signature: !signs(this.#session.user) });
    } catch (error) {
      toasts.failure(failureText(error));
    }
  }
}
