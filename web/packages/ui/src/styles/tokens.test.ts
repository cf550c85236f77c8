// @vitest-environment node
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { contrast } from '../color.ts';

const css = readFileSync(fileURLToPath(new URL('./tokens.css', import.meta.url)), 'utf8');

function block(opening: string): Map<string, string> {
  const start = css.indexOf(opening);
  expect(start, opening).toBeGreaterThanOrEqual(0);
  const body = css.slice(start + opening.length, css.indexOf('}', start));
  return new Map(
    [...body.matchAll(/(--[\w-]+): ([^;]+);/g)].map(([, name, value]) => [name ?? '', value ?? '']),
  );
}

const light = block(':root {');
const bySystem = block(":root:not([data-theme='light']) {");
const byChoice = block(":root[data-theme='dark'] {");

const grounds = ['--canvas', '--surface', '--raised', '--sunken'];
const texts: [string, string[]][] = [
  ['--ink', grounds],
  ['--ink-muted', grounds],
  ['--ink-subtle', grounds],
  ['--accent-ink', [...grounds, '--accent-soft']],
  ['--danger-ink', [...grounds, '--danger-soft']],
  ['--warning-ink', ['--warning-soft']],
  ['--success-ink', ['--success-soft']],
  ['--note-ink', ['--note-soft']],
  ['--on-accent', ['--accent', '--accent-hover']],
  ['--on-danger', ['--danger', '--danger-hover']],
];

describe('tokens', () => {
  it('are the same in the dark, whether the system or a person asked for it', () => {
    expect(Object.fromEntries(byChoice)).toEqual(Object.fromEntries(bySystem));
  });

  it.each([
    ['light', light],
    ['dark', bySystem],
  ])('can be read: 4.5 to 1 for text, 3 to 1 for edges of fields, %s', (_, theme) => {
    const value = (name: string) => theme.get(name) ?? '';
    const weak = texts.flatMap(([text, backs]) =>
      backs.filter((back) => contrast(value(text), value(back)) < 4.5).map((back) => `${text} on ${back}`),
    );
    expect(weak).toEqual([]);
    for (const edge of ['--line-control', '--focus']) {
      expect(contrast(value(edge), value('--surface')), edge).toBeGreaterThanOrEqual(3);
    }
  });
});
