import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  resolve: { conditions: ['browser'] },
  test: {
    name: 'desk',
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
    // Nothing is measured by it; a busy machine takes longer than the second that is usual.
    expect: { poll: { timeout: 20_000 } },
    server: { deps: { inline: [/@lucide/, /bits-ui/] } },
  },
});
