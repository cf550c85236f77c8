/** Dispatch a window event under the contract's name and under our own. */
export function announce(name: string, detail?: unknown): void {
  for (const brand of ['chatwoot', 'balcao']) {
    window.dispatchEvent(new CustomEvent(`${brand}:${name}`, { detail }));
  }
}

/** Say in the console, once and quietly, why there is no chat. */
export function grumble(reason: string): void {
  console.warn(`[balcao] ${reason}`);
}
