import { expect, it } from 'vitest';
import { found } from './choice.ts';

it('finds people by the beginning of any of their names, without accents', () => {
  const people = ['João Araújo', 'Ana Joana', 'Zé'].map((name, id) => ({ id, name }));
  const names = (words: string) => found(people, words).map(({ name }) => name);
  expect(names('joa')).toEqual(['João Araújo', 'Ana Joana']);
  expect(names('arau')).toEqual(['João Araújo']);
  expect(names('oana')).toEqual([]);
  expect(names(' ')).toHaveLength(3);
});
