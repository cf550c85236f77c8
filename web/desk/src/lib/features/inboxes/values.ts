export type Values = Record<string, unknown>;

/** What lies under a key as channels write it: `a.b` is `b` inside `a`. */
export function readValue(source: Values, key: string): unknown {
  return key.split('.').reduce<unknown>((inside, part) => {
    return typeof inside === 'object' && inside !== null ? (inside as Values)[part] : undefined;
  }, source);
}

/** Puts a value under a key, making the objects on the way. */
export function writeValue(target: Values, key: string, value: unknown): void {
  const parts = key.split('.');
  const last = parts.pop() ?? key;
  let inside = target;
  for (const part of parts) inside = (inside[part] ??= {}) as Values;
  inside[last] = value;
}

/** Whether two values would look the same on the wire. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}

/** The same entries but one. */
export function without<Value>(entries: Record<string, Value>, key: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(entries).filter(([name]) => name !== key));
}
