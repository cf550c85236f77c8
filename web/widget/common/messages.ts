/** Every message between the host's page and the chat is this word and a JSON object with the key `event`. */
export const PREFIX = 'chatwoot-widget:';

export type Fields = Record<string, unknown>;

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object in one such message, or null when it is none. Origin and source are the caller's to check. */
export function readMessage(data: unknown): (Fields & { event: string }) | null {
  if (typeof data !== 'string' || !data.startsWith(PREFIX)) return null;
  try {
    const raw: unknown = JSON.parse(data.slice(PREFIX.length));
    return isRecord(raw) && typeof raw.event === 'string' ? (raw as Fields & { event: string }) : null;
  } catch {
    return null;
  }
}
