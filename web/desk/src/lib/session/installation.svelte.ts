import type { Installation } from '@balcao/api';
import { session } from './index.ts';

/** What this server allows and is called. Asked once; without an answer the desk offers nothing that depends on it. */
class InstallationFacts {
  about = $state.raw<Installation | null>(null);
  #asked: Promise<void> | undefined;

  ask(): Promise<void> {
    this.#asked ??= this.#load();
    return this.#asked;
  }

  async #load(): Promise<void> {
    try {
      this.about = await session.api.get<Installation>('/api/v1/installation');
    } catch {
      this.#asked = undefined;
    }
  }
}

export const installation = new InstallationFacts();
