import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import adapterStatic from '@sveltejs/adapter-static';
import type { Adapter } from '@sveltejs/kit';

const inline = /<script>([\s\S]*?)<\/script>/g;

/** Moves the page's inline scripts into a file of its own, so that the page can forbid inline scripts altogether. */
function moveScripts(pages: string, base: string): void {
  const page = join(pages, 'index.html');
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(inline, (_, script: string) => {
      const hash = createHash('sha256').update(script).digest('base64url').slice(0, 8);
      const name = `_app/immutable/entry/page.${hash}.js`;
      writeFileSync(join(pages, name), script);
      return `<script src="${base}/${name}"></script>`;
    }),
  );
}

/** The static files of a single-page application, whose page works under `script-src 'self'`. */
export function adapter(pages: string, base: string): Adapter {
  const inner = adapterStatic({ pages, fallback: 'index.html' });
  return {
    ...inner,
    async adapt(builder) {
      await inner.adapt(builder);
      moveScripts(pages, base);
    },
  };
}
