import { expect, test } from 'vitest';
import { PREFIX } from '../common/messages.ts';
import { readFrameMessage } from './frame-messages.ts';

const say = (message: unknown): unknown => readFrameMessage(PREFIX + JSON.stringify(message));

test('a message of the contract is read', () => {
  expect(say({ event: 'loaded', config: { authToken: '' } })).toEqual({
    event: 'loaded',
    config: { authToken: '' },
  });
  expect(say({ event: 'setUnreadMode' })).toEqual({ event: 'setUnreadMode' });
});

test.each([
  ['no prefix', JSON.stringify({ event: 'loaded', config: {} })],
  ['not JSON', `${PREFIX}{`],
  ['not an object', `${PREFIX}[1]`],
  ['not a string', { event: 'loaded', config: {} }],
  ['unknown event', `${PREFIX}{"event":"run-code"}`],
  ['name of a prototype', `${PREFIX}{"event":"__proto__"}`],
  ['missing part', `${PREFIX}{"event":"loaded"}`],
  ['wrong kind', `${PREFIX}{"event":"setBubbleLabel","label":{}}`],
  ['height that is none', `${PREFIX}{"event":"updateIframeHeight","extraHeight":"1px;background:red"}`],
  ['negative count', `${PREFIX}{"event":"handleNotificationDot","unreadMessageCount":-1}`],
  [
    'token that would end the cookie',
    `${PREFIX}{"event":"setAuthCookie","data":{"widgetAuthToken":"a.b.c; domain=evil"}}`,
  ],
])('XSS-18: %s is as if nothing was said', (_, data) => {
  expect(readFrameMessage(data)).toBeNull();
});
