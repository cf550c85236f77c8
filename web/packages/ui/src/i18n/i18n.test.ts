import { describe, expect, it } from 'vitest';
import { nearestLocale } from './locales.ts';
import { say } from './message.ts';
import { relativeTime } from './times.ts';

describe('say', () => {
  it('fills in names and writes numbers as the language does', () => {
    expect(say('Olá, {name}', 'pt-BR', { name: 'Ana' })).toBe('Olá, Ana');
    expect(say('{count} conversas', 'pt-BR', { count: 12345 })).toBe('12.345 conversas');
    expect(say('{count} conversations', 'en', { count: 12345 })).toBe('12,345 conversations');
  });

  it('keeps a name nobody gave, so that the gap is seen', () => {
    expect(say('Olá, {name}', 'pt-BR')).toBe('Olá, {name}');
  });

  it('never reads a value as a pattern', () => {
    expect(say('{name} saiu', 'pt-BR', { name: '$& {count}' })).toBe('$& {count} saiu');
  });

  it('chooses the plural form by the language', () => {
    const message = { one: '{count} nova', other: '{count} novas' };
    expect([0, 1, 2].map((count) => say(message, 'pt-BR', { count }))).toEqual([
      '0 nova',
      '1 nova',
      '2 novas',
    ]);
    expect([0, 1, 2].map((count) => say(message, 'en', { count }))).toEqual(['0 novas', '1 nova', '2 novas']);
    expect(say(message, 'es', { count: 1_000_000 })).toBe('1.000.000 novas');
  });
});

describe('nearestLocale', () => {
  it('understands tags of browsers and of the server', () => {
    expect(nearestLocale('pt_BR')).toBe('pt-BR');
    expect(nearestLocale('pt-PT')).toBe('pt-BR');
    expect(nearestLocale('es-MX')).toBe('es');
    expect(nearestLocale('EN')).toBe('en');
    expect(nearestLocale('fr')).toBeNull();
    expect(nearestLocale('')).toBeNull();
  });
});

describe('relativeTime', () => {
  const now = 1_790_000_000;

  it('counts in the largest whole unit', () => {
    expect(relativeTime('en', now - 300, now)).toBe('5m ago');
    expect(relativeTime('pt-BR', now - 7200, now)).toBe('há 2 h');
    expect(relativeTime('en', now - 86_400, now, 'long')).toBe('yesterday');
  });

  it('calls less than a minute the present one', () => {
    expect(relativeTime('en', now - 59, now, 'long')).toBe('now');
  });
});
