const shadow = { value: undefined };

/** A copy whose own (absent) `toJSON` hides one that a library put on Object.prototype or Array.prototype. */
function shield(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > 20) return value;
  if (value instanceof Date) return isNaN(+value) ? null : value.toISOString();
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
  for (const key of Object.keys(value)) {
    Object.defineProperty(copy, key, {
      value: shield((value as Record<string, unknown>)[key], depth + 1),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return Object.defineProperty(copy, 'toJSON', shadow);
}

/** JSON that stays right on pages whose libraries (Prototype.js, MooTools) changed how arrays serialise. */
export function serialise(value: unknown): string {
  return JSON.stringify(shield(value, 0));
}
