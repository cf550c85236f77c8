import { globSync } from 'node:fs';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

const home = new URL('./', import.meta.url).pathname;
const parts = globSync('chat/**/*.svelte', { cwd: home }).sort();

export default {
  preprocess: vitePreprocess(),
  compilerOptions: {
    discloseVersion: false,
    /** The shortest names there are for scoped styles: the whole chat has to fit into few kilobytes. */
    cssHash: ({ filename }) => `s${parts.findIndex((part) => filename.endsWith(part)).toString(36)}`,
  },
};
