import { t } from '../i18n/index.svelte.ts';

/** Near enough to an address that a mistyped one is noticed; whether it exists, only a mail can tell. */
const address = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

const passwordClasses = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/];
export const passwordMinimum = 10;

/** The words for what is missing in a password, or null when nothing is. */
export function passwordProblem(password: string): string | null {
  if (new TextEncoder().encode(password).length < passwordMinimum) {
    return t('password.tooShort', { count: passwordMinimum });
  }
  return passwordClasses.every((kind) => kind.test(password)) ? null : t('password.tooPlain');
}

export function emailProblem(email: string): string | null {
  if (!email.trim()) return t('error.required');
  return address.test(email.trim()) ? null : t('error.email');
}

export function requiredProblem(value: string): string | null {
  return value.trim() ? null : t('error.required');
}

/** Only the problems there are: `{ name: null, email: 'x' }` becomes `{ email: 'x' }`. */
export function problems<Keys extends string>(
  found: Record<Keys, string | null>,
): Partial<Record<Keys, string>> {
  return Object.fromEntries(Object.entries(found).filter(([, problem]) => problem)) as Partial<
    Record<Keys, string>
  >;
}
