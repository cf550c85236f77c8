import { expect, test } from 'vitest';
import en from './en.json';
import es from './es.json';
import pt from './pt-BR.json';

const gaps = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

test.each([
  ['es', es],
  ['pt-BR', pt],
])(
  '%s says everything that English says, with the same gaps, and nothing is empty',
  (_, words: Record<string, string>) => {
    expect(Object.keys(words).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(en)) {
      expect(gaps(words[key] ?? ''), key).toEqual(gaps(text));
      expect(words[key], key).not.toBe('');
    }
  },
);

test('every text is used, so that nobody translates for nothing', () => {
  const sources = import.meta.glob(['../**/*.svelte', '../**/*.ts', '!../**/*.test.ts'], {
    query: '?raw',
    eager: true,
    import: 'default',
  });
  const code = Object.values(sources).join('\n');
  for (const key of Object.keys(en)) expect(code, key).toContain(`'${key.replace(/_(one|other)$/, '')}'`);
});
