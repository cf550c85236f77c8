/** More than anybody reads, and as much as a page shows without a halt. */
const longest = 256 * 1024;
/** How long a browser may take to begin a download. */
const kept = 10_000;

/** What came, exactly as it came; fetched once. */
export class Original {
  readonly #id: number;
  readonly #fetch: (id: number) => Promise<Blob>;
  #bytes: Promise<Blob> | undefined;

  constructor(id: number, fetch: (id: number) => Promise<Blob>) {
    this.#id = id;
    this.#fetch = fetch;
  }

  /** Its beginning; `cut` when there is more. */
  async text(): Promise<{ text: string; cut: boolean }> {
    const bytes = await this.#all();
    return { text: await bytes.slice(0, longest).text(), cut: bytes.size > longest };
  }

  /** Puts the whole of it among the reader's downloads. */
  async save(): Promise<void> {
    const bytes = await this.#all();
    const link = document.createElement('a');
    link.href = URL.createObjectURL(bytes);
    link.download = `${this.#id}.${bytes.type.startsWith('message/rfc822') ? 'eml' : 'txt'}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), kept);
  }

  #all(): Promise<Blob> {
    return (this.#bytes ??= this.#fetch(this.#id).catch((error: unknown) => {
      this.#bytes = undefined;
      throw error;
    }));
  }
}
