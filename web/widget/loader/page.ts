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

/** Let `element` know how much of the screen a phone's keyboard leaves, as lengths in its style. */
export function watchScreen(element: HTMLElement): void {
  const screen = window.visualViewport;
  const tell = (): void => {
    element.style.setProperty('--woot-screen', `${screen?.height}px`);
    element.style.setProperty('--woot-top', `${screen?.offsetTop}px`);
  };
  screen?.addEventListener('resize', tell);
  screen?.addEventListener('scroll', tell);
}

const PHONE = '(max-width: 666px)';

export function watchPhone(changed: (isPhone: boolean) => void): void {
  const query = window.matchMedia(PHONE);
  query.addEventListener?.('change', () => changed(query.matches));
}

export function isPhone(): boolean {
  return window.matchMedia(PHONE).matches;
}

export function isDark(scheme: 'light' | 'auto' | 'dark'): boolean {
  return (
    scheme === 'dark' || (scheme === 'auto' && window.matchMedia('(prefers-color-scheme: dark)').matches)
  );
}
