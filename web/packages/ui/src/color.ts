function channel(value: number): number {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

/** Relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2). */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    channel(Number.parseInt(color.slice(at, at + 2), 16)),
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** How far two colours `#rrggbb` stand apart, 1 to 21 (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const [dark = 0, bright = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

function deepen(color: string, share: number): string {
  const parts = [1, 3, 5].map((at) => Math.round(Number.parseInt(color.slice(at, at + 2), 16) * (1 - share)));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/**
 * A ground of nearly the given colour and the text that can be read on it (4.5:1): a light colour keeps its
 * character under dark text, any other is deepened until white is legible. The visitor's chat does the same.
 */
export function fillOf(color: string): { fill: string; ink: string } {
  if (luminance(color) > 0.45) return { fill: color, ink: '#16181d' };
  let fill = color;
  for (let step = 1; contrast(fill, '#ffffff') < 4.5; step += 1) fill = deepen(color, step / 40);
  return { fill, ink: '#ffffff' };
}
