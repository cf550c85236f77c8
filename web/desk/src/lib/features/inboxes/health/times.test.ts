import { expect, it } from 'vitest';
import { spanText } from './times.ts';

it('says how long something takes in the largest unit that fits', () => {
  expect(spanText('pt-BR', 0)).toBe('0 segundo');
  expect(spanText('pt-BR', 59.4)).toBe('59 segundos');
  expect(spanText('pt-BR', 60)).toBe('1 minuto');
  expect(spanText('en', 7300)).toBe('2 hours');
  expect(spanText('es', 200_000)).toBe('2 días');
});
