import js from '@eslint/js';
import globals from 'globals';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

export default ts.config(
  { ignores: ['**/.svelte-kit/**', '**/build/**', '**/dist/**', 'packages/api/src/generated.ts'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      // TypeScript itself finds undefined names, with knowledge of types.
      'no-undef': 'off',
      'max-lines': ['error', { max: 250, skipBlankLines: true }],
      'max-params': ['error', 5],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Where the desk is served is known in one place, its paths.ts; parts are given finished addresses.
      'svelte/no-navigation-without-resolve': 'off',
      // A set that no component reads needs no signals.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] } },
    rules: {
      'max-lines': ['error', { max: 200, skipBlankLines: true }],
      'svelte/no-at-html-tags': 'error',
    },
  },
);
