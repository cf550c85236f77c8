import { describe, expect, it } from 'vitest';
import { contrast, fillOf } from './color.ts';

describe('fillOf', () => {
  it('leaves a dark colour as it is, under white', () => {
    expect(fillOf('#0d5f68')).toEqual({ fill: '#0d5f68', ink: '#ffffff' });
  });

  it('leaves a light colour as it is, under dark text', () => {
    expect(fillOf('#ffe066')).toEqual({ fill: '#ffe066', ink: '#16181d' });
  });

  it.each(['#1f93ff', '#ff7a59', '#12a150', '#808080', '#000000', '#ffffff', '#ff0000'])(
    'can be read: %s',
    (color) => {
      const { fill, ink } = fillOf(color);
      expect(contrast(fill, ink)).toBeGreaterThanOrEqual(4.5);
    },
  );
});

describe('contrast', () => {
  it('is 21 between black and white, 1 between equals', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrast('#0d5f68', '#0d5f68')).toBe(1);
  });
});
