/** Where strings are kept when the frame itself may keep none: the host's page keeps them for it. */
export interface Lodging {
  kept: Record<string, string>;
  keep(key: string, value: string | null): void;
}

/**
 * Strings kept in this browser for one inbox. Where storage is blocked (third-party rules, private windows,
 * sandboxes) or full, a memory and the host's page take its place, so that nobody has to ask whether it works.
 */
export class Store {
  readonly #prefix: string;
  readonly #memory = new Map<string, string>();
  readonly #disk: Storage | null;
  readonly #lodging: Lodging | undefined;

  constructor(home: string, lodging?: Lodging, disk: () => Storage = () => localStorage) {
    this.#prefix = `balcao:${home}:`;
    this.#disk = openDisk(disk);
    if (this.#disk || !lodging) return;
    this.#lodging = lodging;
    this.#memory = new Map(Object.entries(lodging.kept));
  }

  get(key: string): string {
    return this.#memory.get(key) ?? this.#disk?.getItem(this.#prefix + key) ?? '';
  }

  set(key: string, value: string): void {
    try {
      if (!this.#disk) throw new Error('no disk');
      this.#disk.setItem(this.#prefix + key, value);
      this.#memory.delete(key);
    } catch {
      this.#memory.set(key, value);
      this.#lodging?.keep(key, value);
    }
  }

  remove(key: string): void {
    if (this.#memory.delete(key)) this.#lodging?.keep(key, null);
    this.#disk?.removeItem(this.#prefix + key);
  }

  /** The keys that begin with `start`. */
  keys(start: string): string[] {
    const found = new Set([...this.#memory.keys()].filter((key) => key.startsWith(start)));
    for (let at = 0; at < (this.#disk?.length ?? 0); at++) {
      const key = this.#disk?.key(at) ?? '';
      if (key.startsWith(this.#prefix + start)) found.add(key.slice(this.#prefix.length));
    }
    return [...found];
  }

  clear(): void {
    for (const key of this.keys('')) this.remove(key);
  }
}

function openDisk(disk: () => Storage): Storage | null {
  try {
    const storage = disk();
    storage.getItem('balcao');
    return storage;
  } catch {
    return null;
  }
}
