/** Cookies of the host's site, and a memory for pages that are not allowed any (sandboxed, file://). */
export class CookieJar {
  readonly #domain: string;
  readonly #memory = new Map<string, string>();

  constructor(domain: string) {
    this.#domain = domain;
  }

  get(name: string): string {
    return readCookie(name) ?? this.#memory.get(name) ?? '';
  }

  set(name: string, value: string, days = 365): void {
    this.#write(name, encodeURIComponent(value), days * 86_400);
    // Kept only where cookies do not work: else another tab's logging out could not be seen here.
    if (readCookie(name) === undefined) this.#memory.set(name, value);
  }

  remove(name: string): void {
    this.#memory.delete(name);
    this.#write(name, '', 0);
  }

  #write(name: string, value: string, seconds: number): void {
    const domain = this.#domain ? `; domain=${this.#domain}` : '';
    const secure = location.protocol === 'https:' ? '; Secure' : '';
    try {
      document.cookie = `${name}=${value}; path=/; max-age=${seconds}; SameSite=Lax${domain}${secure}`;
    } catch {
      // A sandboxed page throws; the memory serves it.
    }
  }
}

function readCookie(name: string): string | undefined {
  try {
    for (const pair of document.cookie.split('; ')) {
      const at = pair.indexOf('=');
      if (pair.slice(0, at) === name) return decodeURIComponent(pair.slice(at + 1));
    }
  } catch {
    // As above.
  }
  return undefined;
}
