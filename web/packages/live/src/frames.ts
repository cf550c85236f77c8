/** What the server may send over /cable, already told apart. Anything else is `unknown` and ignored. */
export type Frame =
  | { kind: 'welcome' }
  | { kind: 'ping' }
  | { kind: 'confirm'; identifier: string; seq: number | null }
  | { kind: 'reject'; identifier: string }
  | { kind: 'event'; identifier: string; event: string; data: unknown; seq: number | null }
  | { kind: 'disconnect'; reason: string; reconnect: boolean }
  | { kind: 'unknown' };

/** Read one text frame. Never throws: a frame that is not understood must not take the socket down. */
export function readFrame(text: unknown): Frame {
  const raw = parse(text);
  if (!raw) return { kind: 'unknown' };
  if (typeof raw.type === 'string') return readControl(raw.type, raw);
  return readEvent(raw);
}

type Raw = Record<string, unknown>;

function parse(text: unknown): Raw | null {
  if (typeof text !== 'string') return null;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function readControl(type: string, raw: Raw): Frame {
  const identifier = typeof raw.identifier === 'string' ? raw.identifier : '';
  switch (type) {
    case 'welcome':
      return { kind: 'welcome' };
    case 'ping':
      return { kind: 'ping' };
    case 'confirm_subscription':
      return { kind: 'confirm', identifier, seq: readSeq(raw.seq) };
    case 'reject_subscription':
      return { kind: 'reject', identifier };
    case 'disconnect':
      return { kind: 'disconnect', reason: String(raw.reason ?? ''), reconnect: raw.reconnect !== false };
    default:
      return { kind: 'unknown' };
  }
}

function readEvent(raw: Raw): Frame {
  const { identifier, message } = raw;
  if (typeof identifier !== 'string' || !isRecord(message)) return { kind: 'unknown' };
  if (typeof message.event !== 'string') return { kind: 'unknown' };
  const seq = readSeq(message.seq ?? raw.seq);
  return { kind: 'event', identifier, event: message.event, data: message.data, seq };
}

function readSeq(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
