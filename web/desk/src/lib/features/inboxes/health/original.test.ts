import { describe, expect, it, vi } from 'vitest';
import { Original } from './original.ts';

describe('an original', () => {
  it('is fetched once, and shown as far as a page can bear', async () => {
    const fetch = vi.fn(async () => new Blob(['a'.repeat(300_000)]));
    const original = new Original(9, fetch);
    const { text, cut } = await original.text();
    expect(text.length).toBe(262_144);
    expect(cut).toBe(true);
    await original.text();
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('is saved whole, under the name of what it is', async () => {
    const links: { name: string; bytes: Blob }[] = [];
    let bytes = new Blob();
    URL.createObjectURL = (blob: Blob) => ((bytes = blob), 'blob:x');
    URL.revokeObjectURL = () => undefined;
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      links.push({ name: this.download, bytes });
    });
    const mail = new Blob(['Subject: x'], { type: 'message/rfc822' });
    await new Original(9, async () => mail).save();
    await new Original(10, async () => new Blob(['{}'], { type: 'application/json' })).save();
    expect(links.map(({ name }) => name)).toEqual(['9.eml', '10.txt']);
    expect(links[0]?.bytes).toBe(mail);
  });

  it('can be asked for again after the server was away', async () => {
    const fetch = vi
      .fn()
      .mockRejectedValueOnce(new Error('away'))
      .mockResolvedValue(new Blob(['here']));
    const original = new Original(9, fetch);
    await expect(original.text()).rejects.toThrow('away');
    expect((await original.text()).text).toBe('here');
  });
});
