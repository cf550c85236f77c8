import { describe, expect, it } from 'vitest';
import { sends } from './send-key.ts';

const press = (init: KeyboardEventInit) => new KeyboardEvent('keydown', { key: 'Enter', ...init });

describe('the key that sends', () => {
  it.each([
    [{}, true, false],
    [{ shiftKey: true }, false, false],
    [{ ctrlKey: true }, true, true],
    [{ metaKey: true }, true, true],
    [{ isComposing: true }, false, false],
    [{ key: 'a', ctrlKey: true }, false, false],
  ])('%j', (init, enter, withCtrl) => {
    expect([sends(press(init), 'enter'), sends(press(init), 'cmd_enter')]).toEqual([enter, withCtrl]);
  });
});
