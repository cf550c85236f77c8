function channel(value: number): number {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

/** Relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2). */
export function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => channel(Number.parseInt(color.slice(at, at + 2), 16)));
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

/** Black or white, whichever can be read better on `#rrggbb`. */
export function inkOn(color: string): '#ffffff' | '#1d1b19' {
  const light = luminance(color);
  return 1.05 / (light + 0.05) >= (light + 0.05) / (luminance('#1d1b19') + 0.05) ? '#ffffff' : '#1d1b19';
}
