import { describe, expect, it } from 'vitest';
import type { Catalogue, Message } from '@balcao/ui/i18n';
import en from './en.ts';
import es from './es.ts';
import pt from './pt-BR.ts';

const catalogues: Record<string, Catalogue> = { 'pt-BR': pt, en, es };

function forms(message: Message | undefined): string[] {
  if (message === undefined) return [];
  return typeof message === 'string' ? [message] : Object.values(message);
}

function names(message: Message | undefined): string[] {
  return [...new Set(forms(message).flatMap((form) => form.match(/\{\w+\}/g) ?? []))].sort();
}

describe('the three catalogues', () => {
  it.each(['en', 'es'])('say the same things: %s', (locale) => {
    expect(Object.keys(catalogues[locale] ?? {}).sort()).toEqual(Object.keys(pt).sort());
  });

  it.each(['en', 'es'])('speak of the same values: %s', (locale) => {
    const different = Object.keys(pt).filter((key) => {
      return names(catalogues[locale]?.[key]).join() !== names((pt as Catalogue)[key]).join();
    });
    expect(different).toEqual([]);
  });

  it.each(['pt-BR', 'en', 'es'])('leave nothing unsaid: %s', (locale) => {
    const silent = Object.entries(catalogues[locale] ?? {}).filter(
      ([, message]) => forms(message).length === 0 || forms(message).some((form) => !form.trim()),
    );
    expect(silent.map(([key]) => key)).toEqual([]);
  });
});
