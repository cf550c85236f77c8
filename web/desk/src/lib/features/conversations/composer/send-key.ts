/** Which key sends: plain Enter (then Shift+Enter breaks the line), or Enter with Ctrl or ⌘. */
export type SendKey = 'enter' | 'cmd_enter';

/** Whether a key press sends. While an input method is composing, Enter belongs to it. */
export function sends(event: KeyboardEvent, key: SendKey): boolean {
  if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return false;
  const held = event.ctrlKey || event.metaKey;
  return key === 'enter' ? !event.shiftKey && !event.altKey : held;
}

export function readSendKey(settings: Record<string, unknown> | undefined): SendKey {
  return settings?.editor_message_key === 'cmd_enter' ? 'cmd_enter' : 'enter';
}
