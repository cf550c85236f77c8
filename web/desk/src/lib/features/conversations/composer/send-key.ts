import type { SendHotkey } from '#lib/features/profile/hotkey.ts';

/** Whether a key press sends. While an input method is composing, Enter belongs to it. */
export function sends(event: KeyboardEvent, key: SendHotkey): boolean {
  if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return false;
  const held = event.ctrlKey || event.metaKey;
  return key === 'enter' ? !event.shiftKey && !event.altKey : held;
}
