interface Named {
  id: number;
}

/**
 * By how many places most of the `count` items from `index` on have moved. One that jumped to the top by itself
 * does not count against its neighbours.
 */
export function commonShift(
  before: readonly Named[],
  after: readonly Named[],
  index: number,
  count: number,
): number {
  const seen = before.slice(index, index + count);
  if (seen.every(({ id }, at) => after[index + at]?.id === id)) return 0;
  const places = new Map(after.map(({ id }, at) => [id, at]));
  const votes = new Map<number, number>();
  seen.forEach(({ id }, at) => {
    const place = places.get(id);
    if (place === undefined) return;
    const shift = place - index - at;
    votes.set(shift, (votes.get(shift) ?? 0) + 1);
  });
  const [winner] = [...votes].sort((a, b) => b[1] - a[1] || Math.abs(a[0]) - Math.abs(b[0]));
  return winner?.[0] ?? 0;
}
