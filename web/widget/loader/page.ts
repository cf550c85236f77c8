/** Run `task` once the host's page has a body. */
export function whenBody(task: () => void): void {
  if (document.body) task();
  else document.addEventListener('DOMContentLoaded', task, { once: true });
}

/** Run `task` when the host's page has loaded and has nothing better to do. */
export function whenIdle(task: () => void): void {
  const rest = (): void => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(task, { timeout: 2_000 });
    else setTimeout(task, 200);
  };
  if (document.readyState === 'complete') rest();
  else window.addEventListener('load', rest, { once: true });
}

/** What the chat is told of the page it is on. */
export function addressMessage(): { event: string; referrerURL: string; referrerHost: string } {
  return { event: 'change-url', referrerURL: location.href, referrerHost: location.host };
}

/** Call back whenever the address of the page may have changed, without touching the host's history object. */
export function watchAddress(changed: () => void): void {
  let known = location.href;
  const look = (): void => {
    if (location.href === known) return;
    known = location.href;
    changed();
  };
  const { navigation } = window as { navigation?: EventTarget };
  navigation?.addEventListener('currententrychange', look);
  window.addEventListener('popstate', look);
  window.addEventListener('hashchange', look);
}

/** Call back when a framework (Turbo, Turbolinks, Astro) has put a new body in place. */
export function watchBody(swapped: () => void): void {
  for (const name of ['turbo:load', 'turbolinks:load', 'astro:after-swap']) {
    document.addEventListener(name, swapped);
  }
}

/** The height and offset that a phone's keyboard leaves of the screen, as lengths for CSS. */
export function watchScreen(changed: (height: string, top: string) => void): void {
  const screen = window.visualViewport;
  if (!screen) return;
  const tell = (): void => changed(`${screen.height}px`, `${screen.offsetTop}px`);
  screen.addEventListener('resize', tell);
  screen.addEventListener('scroll', tell);
}

const PHONE = '(max-width: 666px)';

export function watchPhone(changed: (isPhone: boolean) => void): void {
  const query = window.matchMedia(PHONE);
  query.addEventListener?.('change', () => changed(query.matches));
}

export function isPhone(): boolean {
  return window.matchMedia(PHONE).matches;
}

export function prefersDark(): boolean {
  return window.matchMedia('(prefers-color-scheme: dark)').matches;
}
