import { beforeEach, expect, it, vi } from 'vitest';
import { Pictures } from './pictures.svelte.ts';

let made: string[];
let revoked: string[];
beforeEach(() => {
  made = [];
  revoked = [];
  const createObjectURL = () => {
    made.push(`blob:${made.length}`);
    return made.at(-1);
  };
  vi.stubGlobal(
    'URL',
    Object.assign(URL, { createObjectURL, revokeObjectURL: (url: string) => revoked.push(url) }),
  );
});

const many = (count: number) => Array.from({ length: count }, (_, i) => `https://x.com/${i}.png`);

it('fetches nothing before it is asked to, then each once, and says how many are lost', async () => {
  const fetched: string[] = [];
  const pictures = new Pictures(async (url) => {
    fetched.push(url);
    if (url.endsWith('1.png')) throw new Error('gone');
    return new Blob();
  });
  expect([pictures.state, fetched]).toEqual(['blocked', []]);
  await Promise.all([pictures.show(many(3)), pictures.show(many(3))]);
  expect(fetched).toEqual(many(3));
  expect([pictures.state, [...pictures.found.keys()], pictures.failed]).toEqual([
    'shown',
    ['https://x.com/0.png', 'https://x.com/2.png'],
    1,
  ]);
});

it('asks for a few at once, and for a hundred of a mail at most', async () => {
  let [running, peak, asked] = [0, 0, 0];
  const pictures = new Pictures(async () => {
    asked += 1;
    peak = Math.max(peak, (running += 1));
    await Promise.resolve();
    running -= 1;
    return new Blob();
  });
  await pictures.show(many(300));
  expect([peak, asked, pictures.failed]).toEqual([4, 100, 200]);
});

it('forgets every picture with the view, also those still on their way', async () => {
  const pictures = new Pictures(async () => new Blob());
  await pictures.show(many(2));
  pictures.close();
  expect([revoked, pictures.found.size]).toEqual([made, 0]);

  let release = (_: Blob): void => undefined;
  const slow = new Pictures(() => new Promise((done) => (release = done)));
  const shown = slow.show(many(1));
  slow.close();
  release(new Blob());
  await shown;
  expect([revoked, slow.found.size]).toEqual([made, 0]);
});
