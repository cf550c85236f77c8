// Prints what a visitor downloads, gzipped as a server would, and fails beyond the budgets.
import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const home = new URL('../../balcao/static/widget/', import.meta.url);
const LOADER = 10_000;
const CHAT = 45_000;

const weigh = (path) => gzipSync(readFileSync(new URL(path, home)), { level: 9 }).length;
const sum = (paths) => paths.reduce((total, path) => total + weigh(path), 0);

const manifest = JSON.parse(readFileSync(new URL('manifest.json', home), 'utf8'));
const first = [manifest.entry, ...manifest.preload, ...manifest.css];
const locale = Math.max(...Object.values(manifest.locales).map(sum));
const known = new Set([...first, ...Object.values(manifest.locales).flat()]);
const later = readdirSync(new URL('assets/', home))
  .map((name) => `assets/${name}`)
  .filter((path) => !known.has(path));

const loader = weigh('sdk.js');
const chat = sum(first) + locale;
const line = (name, bytes, budget) =>
  console.log(`${name.padEnd(44)} ${String(bytes).padStart(6)} B gzip${budget ? ` of ${budget}` : ''}`);

line('loader', loader, LOADER);
line('chat: framework, code, style, one language', chat, CHAT);
line('parts fetched only when used, all together', sum(later));
if (loader > LOADER || chat > CHAT) {
  console.error('The widget is over its budget.');
  process.exit(1);
}
