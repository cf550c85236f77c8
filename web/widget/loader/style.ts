import css from './style.css?inline';

/**
 * Put the launcher's rules on the page. A constructed sheet needs no permission from the host's CSP and
 * leaves no element behind; browsers without it get a style element.
 */
export function installStyle(): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = document.adoptedStyleSheets.concat(sheet);
  } catch {
    const style = document.createElement('style');
    style.textContent = css;
    document.head.appendChild(style);
  }
}
