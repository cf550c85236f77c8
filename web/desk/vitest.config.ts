import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  resolve: { conditions: ['browser'] },
  test: {
    name: 'desk',
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
    server: { deps: { inline: [/@lucide/, /bits-ui/] } },
  },
});
