import { beforeEach, describe, expect, it } from 'vitest';
import { Theme } from './theme.svelte.ts';

const root = document.documentElement;

beforeEach(() => {
  localStorage.clear();
  delete root.dataset.theme;
});

describe('Theme', () => {
  it('follows the system until somebody chooses', () => {
    expect(new Theme(localStorage, root).choice).toBe('system');
    expect(root.dataset.theme).toBeUndefined();
  });

  it('is remembered on this machine', () => {
    new Theme(localStorage, root).choose('dark');
    expect(root.dataset.theme).toBe('dark');
    expect(new Theme(localStorage, root).choice).toBe('dark');
  });

  it('goes back to the system', () => {
    const theme = new Theme(localStorage, root);
    theme.choose('dark');
    theme.choose('system');
    expect(root.dataset.theme).toBeUndefined();
    expect(new Theme(localStorage, root).choice).toBe('system');
  });

  it('does not believe what it cannot read', () => {
    localStorage.setItem('balcao.theme', 'neon');
    expect(new Theme(localStorage, root).choice).toBe('system');
  });
});
