export type ThemeChoice = 'light' | 'dark' | 'system';
export const themeChoices: readonly ThemeChoice[] = ['light', 'dark', 'system'];

/** Known to `static/boot.js` too, which sets the theme before the first paint. */
const remembered = 'balcao.theme';

function isChoice(value: string | null): value is ThemeChoice {
  return themeChoices.some((choice) => choice === value);
}

/** Light or dark: as chosen on this machine, else as the system says. */
export class Theme {
  choice = $state<ThemeChoice>('system');
  readonly #storage: Storage;
  readonly #root: HTMLElement;

  constructor(storage: Storage, root: HTMLElement) {
    this.#storage = storage;
    this.#root = root;
    const kept = storage.getItem(remembered);
    if (isChoice(kept)) this.choice = kept;
    this.#show();
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    if (choice === 'system') this.#storage.removeItem(remembered);
    else this.#storage.setItem(remembered, choice);
    this.#show();
  }

  #show(): void {
    if (this.choice === 'system') delete this.#root.dataset.theme;
    else this.#root.dataset.theme = this.choice;
  }
}
