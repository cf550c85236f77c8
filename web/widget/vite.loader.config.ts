import { defineConfig } from 'vite';

/** The loader: one classic script that leaves nothing but its own names on the page. */
export default defineConfig({
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: '../../balcao/static/widget',
    emptyOutDir: false,
    lib: { entry: 'loader/index.ts', formats: ['iife'], name: 'balcaoLoader', fileName: () => 'sdk.js' },
  },
});
