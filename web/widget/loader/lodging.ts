const MOST_CHARACTERS = 200_000;

/**
 * Keeps a few strings on the host's site for a chat that may keep none itself, because the browser blocks storage in
 * frames of other sites: what the visitor has written and could not send yet.
 */
export class Lodging {
  readonly #prefix: string;

  constructor(websiteToken: string) {
    this.#prefix = `balcao:${websiteToken}:`;
  }

  all(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const key of this.#keys()) found[key.slice(this.#prefix.length)] = localStorage.getItem(key) ?? '';
    return found;
  }

  keep(key: string, value: unknown): void {
    try {
      if (typeof value !== 'string') localStorage.removeItem(this.#prefix + key);
      else if (value.length + key.length < MOST_CHARACTERS) localStorage.setItem(this.#prefix + key, value);
    } catch {
      // Full, or blocked here too: the chat's own memory has it for as long as the page lives.
    }
  }

  clear(): void {
    for (const key of this.#keys()) localStorage.removeItem(key);
  }

  #keys(): string[] {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(this.#prefix));
    } catch {
      return [];
    }
  }
}
