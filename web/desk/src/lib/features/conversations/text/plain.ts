/** A name as it may be shown: without the invisible signs that turn the direction of text round or hide in it. */
export function cleanName(name: string): string {
  return name.replace(/[\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]/g, '').trim();
}

const MARKS = /(\*\*|__|~~|`{1,3})/g;
const LINK = /\[([^[\]\n]{1,500})\]\([^\s()]{1,2000}\)/g;

/** A message in one line, without its markup, cut to `length` characters. */
export function oneLine(text: string, length = 160): string {
  const start = text.slice(0, length * 3);
  return start.replace(LINK, '$1').replace(MARKS, '').replace(/\s+/g, ' ').trim().slice(0, length);
}

const EMOJI =
  /^(?:\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\ufe0f|\u200d\p{Extended_Pictographic})*\s*){1,3}$/u;

/** Whether a message is nothing but one to three emoji, which may then be shown large. */
export function isEmojiOnly(text: string): boolean {
  return text.length <= 40 && EMOJI.test(text);
}
