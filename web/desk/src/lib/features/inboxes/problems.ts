import type { ChannelField } from '@balcao/api';
import { emailProblem } from '#lib/form/checks.ts';
import { t } from '#lib/i18n/index.svelte.ts';

const host = /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?(:\d+)?$/i;
const color = /^#[0-9a-f]{6}$/i;

function isUrl(value: string): boolean {
  // Chromium takes spaces in a host name for part of it.
  if (/\s/.test(value)) return false;
  try {
    return ['http:', 'https:'].includes(new URL(value.includes('://') ? value : `https://${value}`).protocol);
  } catch {
    return false;
  }
}

/** The single names in a list as people type it: by lines, commas or spaces. */
export function splitDomains(value: string): string[] {
  return value.split(/[\s,]+/).filter(Boolean);
}

function formProblem(field: ChannelField, value: string): string | null {
  switch (field.kind) {
    case 'url':
      return isUrl(value) ? null : t('error.url');
    case 'email':
      return emailProblem(value);
    case 'color':
      return color.test(value) ? null : t('error.color');
    case 'domains': {
      const wrong = splitDomains(value).find((name) => !host.test(name.replace(/^https?:\/\//, '')));
      return wrong ? t('error.domain', { name: wrong }) : null;
    }
    default:
      return null;
  }
}

/** What is wrong with the value of a declared field, or null. The server says the last word. */
export function fieldProblem(field: ChannelField, value: unknown): string | null {
  const empty =
    value === '' || value === null || value === undefined || (Array.isArray(value) && value.length === 0);
  if (empty) return field.required ? t('error.required') : null;
  if (field.kind === 'int' && typeof value !== 'number') return t('error.number');
  if (field.pattern && !new RegExp(`^(?:${field.pattern})$`, 'u').test(String(value)))
    return t('error.invalid');
  if (typeof value !== 'string') return null;
  if (!value.trim() && field.required) return t('error.required');
  if (field.max_length !== null && value.length > field.max_length) {
    return t('error.longerThan', { count: field.max_length });
  }
  return formProblem(field, value);
}
