import { isRecord, readMessage } from '../common/messages.ts';

/** What the chat may say to the page around it. Anything of another shape is as if it was never said. */
export type FrameMessage =
  | { event: 'loaded'; config: { authToken?: unknown } }
  | { event: 'setAuthCookie'; data: { widgetAuthToken: string } }
  | { event: 'sync-visitor'; has: boolean }
  | { event: 'keep'; key: string; value: unknown }
  | { event: 'error'; errorType: string; data?: unknown }
  | { event: 'onEvent'; eventIdentifier: string; data?: unknown }
  | { event: 'postback'; data?: unknown }
  | { event: 'setBubbleLabel'; label: string }
  | { event: 'handleNotificationDot'; unreadMessageCount: number }
  | { event: 'updateIframeHeight'; extraHeight: number }
  | { event: 'setUnreadMode' | 'resetUnreadMode' | 'playAudio' }
  | { event: 'toggleBubble' | 'onBubbleToggle'; isOpen?: unknown }
  | { event: 'closeWindow' | 'closeChat' | 'escape' | 'popoutChatWindow' };

type Kind = 'string' | 'number' | 'boolean' | 'object' | 'token';

const NONE: [string, Kind][] = [];

const SHAPES = new Map<string, [string, Kind][]>([
  ['loaded', [['config', 'object']]],
  ['setAuthCookie', [['data', 'token']]],
  ['sync-visitor', [['has', 'boolean']]],
  ['keep', [['key', 'string']]],
  ['error', [['errorType', 'string']]],
  ['onEvent', [['eventIdentifier', 'string']]],
  ['postback', NONE],
  ['setBubbleLabel', [['label', 'string']]],
  ['handleNotificationDot', [['unreadMessageCount', 'number']]],
  ['updateIframeHeight', [['extraHeight', 'number']]],
  ['setUnreadMode', NONE],
  ['resetUnreadMode', NONE],
  ['playAudio', NONE],
  ['toggleBubble', NONE],
  ['onBubbleToggle', NONE],
  ['closeWindow', NONE],
  ['closeChat', NONE],
  ['escape', NONE],
  ['popoutChatWindow', NONE],
]);

/** Read one message of the chat, or null when it is none. Origin and source are the caller's to check. */
export function readFrameMessage(data: unknown): FrameMessage | null {
  const raw = readMessage(data);
  const shape = raw && SHAPES.get(raw.event);
  return shape?.every(([key, kind]) => is(kind, raw?.[key])) ? (raw as unknown as FrameMessage) : null;
}

function is(kind: Kind, value: unknown): boolean {
  if (kind === 'object') return isRecord(value);
  if (kind === 'number') return typeof value === 'number' && value >= 0 && value < 1e6;
  if (kind !== 'token') return typeof value === kind;
  return isRecord(value) && isToken(value.widgetAuthToken);
}

/** A signed token: three base64url parts. It becomes a cookie's value, so nothing else is let through. */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{1,4000}(\.[\w-]{1,4000}){1,2}$/.test(value);
}
