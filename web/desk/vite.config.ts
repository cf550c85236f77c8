import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { adapter } from './adapter.ts';

const base = '/app';
const backend = process.env.BALCAO_URL ?? 'http://127.0.0.1:3000';
const proxied = ['/api', '/auth', '/cable', '/packs', '/widget', '/test-site', '/files', '/dev'];

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter('../../balcao/static/desk', base),
      paths: { base },
      output: { linkHeaderPreload: false },
      version: { pollInterval: 0 },
    }),
  ],
  server: {
    proxy: Object.fromEntries(proxied.map((path) => [path, { target: backend, ws: path === '/cable' }])),
  },
});
