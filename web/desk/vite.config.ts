import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { adapter } from './adapter.ts';

const base = '/app';
const backend = process.env.BALCAO_URL ?? 'http://127.0.0.1:3000';
const proxied = ['/api', '/auth', '/cable', '/packs', '/widget', '/test-site', '/files', '/dev'];

/** Few files that are fetched together and change together: a hundred small ones compress badly and come late. */
const groups = [
  // What starts the page, and nothing more: all else reads what the page brings along as soon as it is loaded.
  { name: 'start', test: /kit\/src\/runtime\/client\/payload|vite\/preload-helper/, priority: 1 },
  { name: 'svelte', test: /node_modules\/(svelte|clsx|esm-env)\// },
  { name: 'icons', test: /@lucide/, minShareCount: 2 },
  {
    name: 'overlays',
    test: /node_modules\/(bits-ui|svelte-toolbelt|runed|@floating-ui|tabbable)\//,
    minShareCount: 4,
  },
  { name: 'conversations', test: /features\/conversations\//, minShareCount: 2 },
];

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter('../../balcao/static/desk', base),
      paths: { base },
      output: { linkHeaderPreload: false },
      version: { pollInterval: 0 },
    }),
  ],
  environments: {
    client: { build: { rolldownOptions: { output: { codeSplitting: { groups } } } } },
  },
  server: {
    proxy: Object.fromEntries(proxied.map((path) => [path, { target: backend, ws: path === '/cable' }])),
  },
});
