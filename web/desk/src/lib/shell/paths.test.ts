import { describe, expect, it } from 'vitest';
import { accountPath, insidePath } from './paths.ts';

describe('insidePath', () => {
  it('goes back to where somebody wanted to be', () => {
    expect(insidePath('/app/accounts/1/conversations/5?a=b')).toBe('/app/accounts/1/conversations/5?a=b');
  });

  it.each([
    null,
    '',
    'https://evil.example/app/',
    '//evil.example/app/',
    '/app//../../evil',
    '/other',
    'javascript:alert(1)',
    '/appevil',
  ])('goes nowhere else: %s', (candidate) => {
    const path = insidePath(candidate);
    if (path !== null) expect(new URL(path, location.origin).origin).toBe(location.origin);
    expect(path === null || path.startsWith('/')).toBe(true);
    expect(path?.startsWith('//')).not.toBe(true);
  });
});

describe('accountPath', () => {
  it('starts at the dashboard', () => {
    expect(accountPath(3)).toBe('/app/accounts/3/dashboard');
    expect(accountPath(3, '/settings/general')).toBe('/app/accounts/3/settings/general');
  });
});
