import { luminance, readColor } from '../../common/color.ts';

/** The colours made from the inbox's one colour, each with the contrast (4.5:1) that text needs. */
export interface Palette {
  /** Fills: header, own messages, buttons. */
  accent: string;
  /** Text on `accent`. */
  onAccent: string;
  /** Links and buttons without a fill, on a light and on a dark ground. */
  accentText: string;
  accentTextDark: string;
}

const WHITE = 1;
const DARK_GROUND = '#16181d';
const INK = '#16181d';

export function paletteOf(value: unknown): Palette {
  const color = readColor(value);
  // A light colour (yellow, mint) keeps its character under dark text; any other is deepened until white is legible.
  const isLight = luminance(color) > 0.45;
  const accent = isLight ? color : shade(color, -1, (tone) => contrast(WHITE, luminance(tone)) >= 4.5);
  return {
    accent,
    onAccent: isLight ? INK : '#ffffff',
    accentText: shade(color, -1, (tone) => contrast(WHITE, luminance(tone)) >= 4.9),
    accentTextDark: shade(color, 1, (tone) => contrast(luminance(tone), luminance(DARK_GROUND)) >= 5.5),
  };
}

export function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

/** Step from `color` towards black (-1) or white (1) until it will do. */
function shade(color: string, towards: -1 | 1, will: (tone: string) => boolean): string {
  let tone = color;
  for (let step = 1; step <= 40 && !will(tone); step++) tone = mix(color, towards, step / 40);
  return tone;
}

function mix(color: string, towards: -1 | 1, share: number): string {
  const goal = towards < 0 ? 0 : 255;
  const part = (at: number): string => {
    const value = parseInt(color.slice(at, at + 2), 16);
    return Math.round(value + (goal - value) * share)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${part(1)}${part(3)}${part(5)}`;
}
