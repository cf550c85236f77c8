import { describe, expect, it } from 'vitest';
import { AGENT, PLAIN, useHarness } from './harness.ts';

const h = useHarness();

describe('opening', () => {
  it('speaks the protocol in its exact order', () => {
    h().cable.join(AGENT, h().listener);
    h().cable.open();
    expect(h().world.line.url).toBe('ws://desk/cable');
    expect(h().world.line.protocols).toEqual(['actioncable-v1-json', 'actioncable-unsupported']);
    expect(h().world.line.sent).toEqual([]);
    h().world.line.say({ type: 'welcome' });
    expect(h().world.line.sent).toEqual([{ command: 'subscribe', identifier: PLAIN }]);
    expect(h().cable.state).toBe('connecting');
    h().world.line.say({ identifier: PLAIN, type: 'confirm_subscription', seq: 10 });
    expect(h().cable.state).toBe('live');
    expect(h().heard).toEqual(['confirmed']);
  });

  it('subscribes at once when a room is joined on a live line', () => {
    h().goLive();
    h().cable.join({ pubsub_token: 'visitor' }, h().listener);
    expect(h().world.line.sent.at(-1)).toEqual({
      command: 'subscribe',
      identifier: '{"channel":"RoomChannel","pubsub_token":"visitor"}',
    });
  });

  it('tells the owner that a token was refused and stays up', () => {
    h().cable.join(AGENT, h().listener);
    h().cable.open();
    h().world.line.say({ type: 'welcome' });
    h().world.line.say({ identifier: PLAIN, type: 'reject_subscription' });
    expect(h().heard).toEqual(['rejected']);
    expect(h().cable.state).toBe('live');
  });

  it('leaves a room', () => {
    const leave = h().cable.join(AGENT, h().listener);
    h().cable.open();
    h().world.line.say({ type: 'welcome' });
    leave();
    expect(h().world.line.sent.at(-1)).toEqual({ command: 'unsubscribe', identifier: PLAIN });
    h().say(PLAIN, 'message.created', {}, 11);
    expect(h().heard).toEqual([]);
  });
});

describe('events', () => {
  it('hands over each logged event once, and unlogged ones always', () => {
    h().goLive();
    h().say(PLAIN, 'message.created', { id: 1 }, 11);
    h().say(PLAIN, 'conversation.typing_on', {});
    h().say(PLAIN, 'message.created', { id: 0 }, 9);
    expect(h().heard).toEqual([
      ['message.created', { id: 1 }],
      ['conversation.typing_on', {}],
    ]);
  });

  it('hands over two frames of one fact', () => {
    h().goLive();
    h().say(PLAIN, 'assignee.changed', {}, 11);
    h().say(PLAIN, 'conversation.updated', {}, 11);
    expect(h().heard).toHaveLength(2);
  });

  it.each(['not json', '[]', '{"identifier":1}', '{"type":"new_thing"}', new ArrayBuffer(2)])(
    'survives the frame %s',
    (frame) => {
      h().goLive();
      h().world.line.raw(frame);
      h().say(PLAIN, 'message.created', {}, 11);
      expect(h().heard).toHaveLength(1);
    },
  );

  it('ignores frames for somebody else', () => {
    h().goLive();
    h().say('{"channel":"RoomChannel"}', 'message.created', {}, 11);
    expect(h().heard).toEqual([]);
  });
});
