/** At most this many pictures of one mail are fetched, and so many at once. */
const MOST = 100;
const AT_ONCE = 4;

/** Pictures of one mail that lie elsewhere. They are fetched by the server, when the reader asks, and forgotten with the view. */
export class Pictures {
  state = $state<'blocked' | 'loading' | 'shown'>('blocked');
  /** How many could not be fetched. */
  failed = $state(0);
  /** The address in the mail → one on this page. */
  found = $state.raw<ReadonlyMap<string, string>>(new Map());
  readonly #fetch: (address: string) => Promise<Blob>;
  #closed = false;

  constructor(fetch: (address: string) => Promise<Blob>) {
    this.#fetch = fetch;
  }

  async show(addresses: readonly string[]): Promise<void> {
    if (this.state !== 'blocked') return;
    this.state = 'loading';
    const waiting = addresses.slice(0, MOST);
    const found = new Map<string, string>();
    const carry = async (): Promise<void> => {
      for (let next = waiting.shift(); next && !this.#closed; next = waiting.shift()) {
        const blob = await this.#fetch(next).catch(() => null);
        if (blob) found.set(next, URL.createObjectURL(blob));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, carry));
    this.found = found;
    if (this.#closed) return this.#forget();
    this.failed = addresses.length - found.size;
    this.state = 'shown';
  }

  /** The view is gone: so are the pictures. */
  close(): void {
    this.#closed = true;
    this.#forget();
  }

  #forget(): void {
    for (const address of this.found.values()) URL.revokeObjectURL(address);
    this.found = new Map();
  }
}
