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
