import type { User } from '@balcao/api';

/** What sends a message: Enter alone, or Enter with Ctrl (Cmd on a Mac). */
export type SendHotkey = 'enter' | 'cmd_enter';
export const hotkeys: readonly SendHotkey[] = ['enter', 'cmd_enter'];

/** The key that the user chose, kept in the user's own settings. */
export function hotkeyOf(user: Pick<User, 'ui_settings'> | null): SendHotkey {
  return user?.ui_settings.editor_message_key === 'cmd_enter' ? 'cmd_enter' : 'enter';
}
