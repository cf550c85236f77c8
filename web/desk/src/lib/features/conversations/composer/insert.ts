/** Put `text` where the cursor is and focus there, as if it were typed: the browser's own undo knows of it. */
export function insertText(field: HTMLTextAreaElement, text: string): void {
  field.focus();
  if (!text) return;
  // The old command is the only way that keeps undo; where it is gone, the text goes in without.
  if (!document.execCommand('insertText', false, text)) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

/** Put `mark` around what is selected (bold, italic). */
export function wrapSelection(field: HTMLTextAreaElement, mark: string): void {
  const { selectionStart, selectionEnd, value } = field;
  insertText(field, mark + value.slice(selectionStart, selectionEnd) + mark);
  if (selectionStart === selectionEnd) {
    field.setSelectionRange(selectionStart + mark.length, selectionStart + mark.length);
  }
}
