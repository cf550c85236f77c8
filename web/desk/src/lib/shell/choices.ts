import type { Availability, User } from '@balcao/api';
import type { Locale } from '@balcao/ui/i18n';
import { language } from '../i18n/index.svelte.ts';
import type { Session } from '../session/session.svelte.ts';

/** Says how the user may be reached in one account; shown at once, taken back when the server refuses. */
export async function chooseAvailability(
  session: Session,
  accountId: number,
  availability: Availability,
): Promise<void> {
  const before = session.user;
  if (!before) return;
  session.user = {
    ...before,
    accounts: before.accounts.map((one) =>
      one.id === accountId ? { ...one, availability, availability_status: availability } : one,
    ),
  };
  try {
    const profile = { account_id: accountId, availability };
    session.user = await session.api.post<User>('/api/v1/profile/availability', { profile });
  } catch (error) {
    session.user = before;
    throw error;
  }
}

/** Speaks the language at once and keeps it with the user, for the next machine. */
export async function chooseLanguage(session: Session, locale: Locale): Promise<void> {
  await language.choose(locale);
  await keepSettings(session, { locale });
}

/** Lays values over the user's own settings; the server replaces the object as a whole. */
export async function keepSettings(session: Session, settings: Record<string, unknown>): Promise<void> {
  const user = session.user;
  if (!user) return;
  const ui_settings = { ...user.ui_settings, ...settings };
  session.user = await session.api.put<User>('/api/v1/profile', { profile: { ui_settings } });
}
