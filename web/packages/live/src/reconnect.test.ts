import { describe, expect, it, vi } from 'vitest';
import { AGENT, PLAIN, since, useHarness } from './harness.ts';

const h = useHarness();

describe('a broken line', () => {
  it('comes back and asks for what was missed', () => {
    h().goLive();
    h().say(PLAIN, 'message.created', { id: 1 }, 12);
    h().world.line.drop();
    expect(h().cable.state).toBe('reconnecting');
    vi.advanceTimersByTime(1_000);
    h().world.line.say({ type: 'welcome' });
    expect(h().world.line.sent).toEqual([{ command: 'subscribe', identifier: since(12) }]);
    expect(h().cable.state).toBe('reconnecting');
    h().world.line.say({ identifier: since(12), type: 'confirm_subscription', seq: 14 });
    h().say(since(12), 'message.created', { id: 2 }, 13);
    h().say(since(12), 'message.created', { id: 3 }, 14);
    expect(h().cable.state).toBe('live');
    expect(h().heard).toEqual([
      ['message.created', { id: 1 }],
      'resumed',
      ['message.created', { id: 2 }],
      ['message.created', { id: 3 }],
    ]);
    expect(h().states).toEqual(['connecting', 'live', 'reconnecting', 'live']);
  });

  it('asks again for the rest when it breaks in the middle of the replay', () => {
    h().goLive();
    h().world.line.drop();
    vi.advanceTimersByTime(1_000);
    h().world.line.say({ type: 'welcome' });
    const gap = since(10);
    h().world.line.say({ identifier: gap, type: 'confirm_subscription', seq: 14 });
    h().say(gap, 'message.created', { id: 1 }, 12);
    h().world.line.drop();
    vi.advanceTimersByTime(2_000);
    h().world.line.say({ type: 'welcome' });
    expect(h().world.line.sent).toEqual([{ command: 'subscribe', identifier: since(12) }]);
  });

  it('passes a reset on and resumes from it', () => {
    h().goLive();
    h().say(PLAIN, 'reset', { account_id: 1 }, 900);
    expect(h().heard).toEqual(['reset']);
    h().world.line.drop();
    vi.advanceTimersByTime(1_000);
    h().world.line.say({ type: 'welcome' });
    expect(h().world.line.sent).toEqual([{ command: 'subscribe', identifier: since(900) }]);
  });

  it('asks for everything anew from a server that counts nothing', () => {
    h().cable.join(AGENT, h().listener);
    h().cable.open();
    h().world.line.say({ type: 'welcome' });
    h().world.line.say({ identifier: PLAIN, type: 'confirm_subscription' });
    h().world.line.drop();
    vi.advanceTimersByTime(1_000);
    h().world.line.say({ type: 'welcome' });
    h().world.line.say({ identifier: PLAIN, type: 'confirm_subscription' });
    expect(h().heard).toEqual(['confirmed', 'confirmed', 'reset']);
  });

  it('waits longer after every failure, never longer than 20 s, and starts over once live', () => {
    h().world.chance = 1;
    h().goLive();
    const waits = Array.from({ length: 8 }, () => {
      const before = h().world.lines.length;
      h().world.line.drop();
      const start = Date.now();
      while (h().world.lines.length === before) vi.advanceTimersByTime(100);
      return Date.now() - start;
    });
    expect(waits).toEqual([800, 1600, 3200, 6400, 12800, 20000, 20000, 20000]);
    h().world.line.say({ type: 'welcome' });
    h().world.line.say({ identifier: since(10), type: 'confirm_subscription', seq: 10 });
    h().world.line.drop();
    vi.advanceTimersByTime(800);
    expect(h().world.lines).toHaveLength(10);
  });

  it('WS-11: spreads the clients of one restart', () => {
    h().world.chance = 0;
    h().goLive();
    h().world.line.drop();
    vi.advanceTimersByTime(400);
    expect(h().world.lines).toHaveLength(2);
  });

  it('notices silence after 6 s, and pings keep it quiet', () => {
    h().goLive();
    for (let i = 0; i < 5; i += 1) {
      vi.advanceTimersByTime(3_000);
      h().world.line.say({ type: 'ping', message: 1 });
    }
    expect(h().cable.state).toBe('live');
    vi.advanceTimersByTime(7_100);
    expect(h().cable.state).toBe('reconnecting');
    expect(h().world.lines[0]?.closed).toBe(true);
  });

  it('gives up a handshake that never ends', () => {
    h().cable.open();
    vi.advanceTimersByTime(11_100);
    expect(h().cable.state).toBe('reconnecting');
  });

  it('hears nothing more from a line it has given up', () => {
    h().goLive();
    const old = h().world.line;
    vi.advanceTimersByTime(8_500);
    expect(h().world.lines).toHaveLength(2);
    old.drop();
    old.say({ type: 'welcome' });
    vi.advanceTimersByTime(5_000);
    expect(h().world.lines).toHaveLength(2);
  });

  it('reconnects when the server restarts, and stops when it is told to', () => {
    h().goLive();
    h().world.line.say({ type: 'disconnect', reason: 'server_restart', reconnect: true });
    expect(h().cable.state).toBe('reconnecting');
    vi.advanceTimersByTime(1_000);
    h().world.line.say({ type: 'disconnect', reason: 'unauthorized', reconnect: false });
    expect(h().cable.state).toBe('closed');
    vi.advanceTimersByTime(60_000);
    expect(h().world.lines).toHaveLength(2);
  });
});

describe('the machine', () => {
  it('says offline only when the line is gone too, and returns at once when it is back', () => {
    h().goLive();
    h().world.isOnline = false;
    h().world.change('offline');
    expect(h().cable.state).toBe('live');
    h().world.line.drop();
    expect(h().cable.state).toBe('offline');
    h().world.isOnline = true;
    h().world.change('online');
    expect(h().world.lines).toHaveLength(2);
    expect(h().cable.state).toBe('reconnecting');
  });

  it('does not wait for the back-off when the page is looked at again after a sleep', () => {
    h().goLive();
    vi.setSystemTime(Date.now() + 3_600_000);
    h().world.change('visible');
    expect(h().world.lines).toHaveLength(2);
  });

  it('reports presence every 20 s in every confirmed room', () => {
    h().goLive();
    h().world.line.sent.length = 0;
    for (let i = 0; i < 14; i += 1) {
      vi.advanceTimersByTime(3_000);
      h().world.line.say({ type: 'ping', message: 1 });
    }
    const report = { command: 'message', identifier: PLAIN, data: '{"action":"update_presence"}' };
    expect(h().world.line.sent).toEqual([report, report]);
  });

  it('is quiet after close', () => {
    h().goLive();
    h().cable.close();
    vi.advanceTimersByTime(60_000);
    expect(h().world.lines).toHaveLength(1);
    expect(h().states.at(-1)).toBe('closed');
    expect(h().world.watching).toBe(0);
  });
});
