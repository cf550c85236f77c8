import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

/** Tells the back end which files the page of the chat needs, all relative to /packs/widget/. */
function manifest(): Plugin {
  return {
    name: 'widget-manifest',
    enforce: 'post',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const entry = chunks.find((chunk) => chunk.isEntry);
      if (!entry) throw new Error('the chat has no entry');
      const locales = chunks.flatMap((chunk) => {
        const name = chunk.isDynamicEntry && /locales\/(.+)\.json$/.exec(chunk.facadeModuleId ?? '')?.[1];
        return name
          ? [[name, [chunk.fileName, ...chunk.imports.filter((file) => !entry.imports.includes(file))]]]
          : [];
      });
      const source = {
        entry: entry.fileName,
        css: Object.keys(bundle).filter((name) => name.endsWith('.css')),
        preload: entry.imports,
        locales: Object.fromEntries(locales) as Record<string, string[]>,
      };
      this.emitFile({ type: 'asset', fileName: 'manifest.json', source: JSON.stringify(source, null, 2) });
    },
  };
}

/** The one style sheet is on the page already, so a lazy part is just an import. */
function plainImports(): Plugin {
  return {
    name: 'plain-imports',
    enforce: 'pre',
    resolveId: (id) => (id.includes('vite/preload-helper') ? '\0plain-import' : null),
    load: (id) => (id === '\0plain-import' ? 'export const __vitePreload = (load) => load();' : null),
  };
}

/** What is fetched when it is used. All else is one file: it compresses better than two, and comes in one piece. */
const LATER = /\/later\/|\/locales\//;

export default defineConfig({
  base: './',
  publicDir: false,
  plugins: [plainImports(), svelte(), manifest()],
  build: {
    target: 'es2022',
    outDir: '../../balcao/static/widget',
    emptyOutDir: true,
    modulePreload: false,
    cssCodeSplit: false,
    rolldownOptions: {
      input: { chat: 'chat/index.ts' },
      preserveEntrySignatures: 'allow-extension',
      output: {
        codeSplitting: { groups: [{ name: 'chat', test: (id: string) => !LATER.test(id) }] },
        entryFileNames: 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/chat-[hash][extname]',
      },
    },
  },
});
