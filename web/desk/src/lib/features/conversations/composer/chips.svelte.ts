import { isAddress, readAddresses } from '../mail/addresses.ts';

/** Whether a key ends the address that is being typed. A space or comma may belong to a name before it. */
export function endsAddress(key: string, typed: string): boolean {
  if (!typed.trim()) return false;
  if (key === 'Enter' || key === ';') return true;
  return (key === ',' || key === ' ') && readAddresses(typed).every(isAddress);
}

/** Whether pasted text is more than a piece of one address. */
export function isList(pasted: string): boolean {
  return /[,;<\n]/.test(pasted.trim()) || isAddress(pasted.trim());
}

/** Asks a moment after the last key; an answer that comes too late is not shown. */
export class Suggester<Found> {
  found = $state.raw<readonly Found[]>([]);
  readonly #ask: (words: string) => Promise<Found[]>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  constructor(ask: (words: string) => Promise<Found[]>) {
    this.#ask = ask;
  }

  look(words: string): void {
    const turn = this.clear();
    if (words.trim().length < 2) return;
    this.#timer = setTimeout(() => {
      void this.#ask(words.trim()).then(
        (found) => turn === this.#turn && (this.found = found),
        () => undefined,
      );
    }, 150);
  }

  clear(): number {
    clearTimeout(this.#timer);
    this.found = [];
    return (this.#turn += 1);
  }
}
