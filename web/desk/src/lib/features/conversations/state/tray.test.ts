import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FileDrawer } from './testing/memory.ts';
import { Tray } from './tray.svelte.ts';

const file = (name: string, type = 'text/plain') => new File(['x'], name, { type });
const names = (tray: Tray) => tray.files.map((one) => one.file.name);
const soon = () => new Promise((resolve) => setTimeout(resolve));

let drawer: FileDrawer;

function trayAt(id = 1, mode: 'reply' | 'note' = 'reply'): Tray {
  const tray = new Tray(drawer);
  tray.open(id, mode);
  return tray;
}

beforeEach(() => {
  drawer = new FileDrawer();
  vi.stubGlobal(
    'URL',
    Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => undefined }),
  );
});

describe('files of a draft', () => {
  it('are there again on another visit, each at its sheet', async () => {
    const tray = trayAt();
    tray.add([file('a.txt'), file('b.png', 'image/png')]);
    tray.open(1, 'note');
    tray.add([file('nota.txt')]);
    const later = trayAt();
    expect(later.reading).toBe(true);
    await soon();
    expect([names(later), later.reading]).toEqual([['a.txt', 'b.png'], false]);
    expect(later.files[1]).toMatchObject({ kind: 'image', preview: 'blob:x' });
    later.open(1, 'note');
    await soon();
    expect(names(later)).toEqual(['nota.txt']);
    later.open(2, 'reply');
    expect([names(later), later.reading]).toEqual([[], false]);
  });

  it('stand before those that were chosen while they came', async () => {
    trayAt().add([file('antes.txt')]);
    const later = trayAt();
    later.add([file('agora.txt')]);
    await soon();
    expect(names(later)).toEqual(['antes.txt', 'agora.txt']);
    expect(drawer.files.get('1 reply')).toHaveLength(2);
  });

  it('come to their own sheet although another one is open by then', async () => {
    trayAt().add([file('a.txt')]);
    const later = trayAt();
    later.open(2, 'reply');
    await soon();
    expect(names(later)).toEqual([]);
    later.open(1, 'reply');
    expect(names(later)).toEqual(['a.txt']);
  });

  it('are gone for good when they were taken away or the sheet was cleared', async () => {
    const tray = trayAt();
    tray.add([file('a.txt'), file('b.txt')]);
    tray.take(tray.files[0]?.key ?? '');
    await soon();
    expect(drawer.files.get('1 reply')).toHaveLength(1);
    tray.clear();
    await soon();
    expect([names(tray), drawer.files.size]).toEqual([[], 0]);
    expect(names(trayAt())).toEqual([]);
  });

  it('do not come back into a sheet that was cleared meanwhile', async () => {
    trayAt().add([file('a.txt')]);
    const later = trayAt();
    later.clear();
    await soon();
    expect([names(later), drawer.files.size]).toEqual([[], 0]);
  });

  it('live as long as the page where the browser has no room, and that is said', async () => {
    drawer.full = true;
    const tray = trayAt();
    tray.add([file('a.txt')]);
    await soon();
    expect([names(tray), tray.unkept]).toEqual([['a.txt'], true]);
    tray.open(2, 'reply');
    expect(tray.unkept).toBe(false);
    tray.open(1, 'reply');
    expect([names(tray), tray.unkept]).toEqual([['a.txt'], true]);
    drawer.full = false;
    tray.add([file('b.txt')]);
    await soon();
    expect([tray.unkept, drawer.files.get('1 reply')?.length]).toEqual([false, 2]);
  });

  it('hold up nobody when they cannot be read', async () => {
    drawer.files.set('1 reply', [file('a.txt')]);
    drawer.read = () => Promise.reject(new Error('broken'));
    const tray = trayAt();
    await soon();
    expect([names(tray), tray.reading]).toEqual([[], false]);
  });
});
