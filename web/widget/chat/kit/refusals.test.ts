import { beforeEach, expect, test } from 'vitest';
import { language, type Locale } from './locale.svelte.ts';
import { refusalText } from './refusals.ts';

const plan = new File(['x'], 'planta.dwg');

beforeEach(() => language.speak('pt-BR'));

test.each<[Locale, string]>([
  ['pt-BR', 'Arquivos deste tipo não podem ser enviados: planta.dwg.'],
  ['en', 'Files of this kind cannot be sent: planta.dwg.'],
  ['es', 'No se pueden enviar archivos de este tipo: planta.dwg.'],
])('a refused file is told in the visitor’s language: %s', async (locale, text) => {
  await language.speak(locale);
  expect(refusalText('Validation failed: Attachments type is not supported', [plan])).toBe(text);
});

test.each([
  ['Attachments are not allowed in this inbox', 'Este chat não aceita arquivos.'],
  ['File is empty', 'O arquivo está vazio: planta.dwg.'],
  ['File is too large (maximum is 40 MB)', 'planta.dwg tem mais de 40 MB.'],
  [
    'Validation failed: Attachments exceeded maximum allowed (15)',
    'É possível enviar até 15 arquivos por vez.',
  ],
  [
    'Validation failed: Content is too long (maximum is 20000 characters)',
    'A mensagem tem mais de 20000 caracteres.',
  ],
])('%s', (reason, text) => {
  expect(refusalText(reason, [plan])).toBe(text);
});

test('what nobody has foreseen is told as the server says it', () => {
  expect(refusalText('The inbox is closed', [])).toBe('A mensagem não foi aceita: The inbox is closed');
});
