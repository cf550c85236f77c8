import type { MessageKey } from '#lib/i18n/index.svelte.ts';

export type Act = 'next' | 'previous' | 'reply' | 'note' | 'resolve' | 'compose' | 'search' | 'help';

/** What the keys of the desk do, in the order the help shows them. */
export const shortcuts: { keys: string[]; act: Act | null; words: MessageKey }[] = [
  { keys: ['j', 'ArrowDown'], act: 'next', words: 'keys.next' },
  { keys: ['k', 'ArrowUp'], act: 'previous', words: 'keys.previous' },
  { keys: ['Enter'], act: null, words: 'keys.open' },
  { keys: ['r'], act: 'reply', words: 'keys.reply' },
  { keys: ['n'], act: 'note', words: 'keys.note' },
  { keys: ['e'], act: 'resolve', words: 'keys.resolve' },
  { keys: ['c'], act: 'compose', words: 'keys.compose' },
  { keys: ['/'], act: 'search', words: 'keys.search' },
  { keys: ['Esc'], act: null, words: 'keys.leave' },
  { keys: ['?'], act: 'help', words: 'keys.help' },
];

const BUSY =
  'input, textarea, select, [contenteditable], [role="dialog"], [role="menu"], dialog, emoji-picker';

/** What a key press asks the desk for. Typing, dialogs, menus and browser shortcuts keep their keys. */
export function actOf(event: KeyboardEvent): Act | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented)
    return null;
  // The first of the path: parts with a shadow (the emoji picker) hide which of their fields has the focus.
  const [origin] = event.composedPath();
  const target = origin instanceof Element ? origin : null;
  if (target?.closest(BUSY)) return null;
  const found = shortcuts.find(({ keys }) => keys.includes(event.key))?.act ?? null;
  // Arrows scroll wherever they are not needed for the list.
  if (event.key.startsWith('Arrow') && !target?.closest('[data-row]')) return null;
  return found;
}
