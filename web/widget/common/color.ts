export const STANDARD_COLOR = '#1f93ff';

/** `value` when it is exactly `#rrggbb`, else the standard colour: nothing else may reach a style sheet. */
export function readColor(value: unknown): string {
  return typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value) ? value : STANDARD_COLOR;
}

/** Relative luminance of `#rrggbb`, 0 (black) to 1 (white), as WCAG 2 defines it. */
export function luminance(color: string): number {
  const channel = (at: number): number => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** The colour of an icon drawn on `color`: white as long as it has the contrast (3:1) that icons need. */
export function iconColor(color: string): string {
  return 1.05 / (luminance(color) + 0.05) >= 3 ? '#ffffff' : '#1b1f24';
}
