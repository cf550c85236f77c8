import { describe, expect, it, vi } from 'vitest';
import type { CableState, RoomKey, RoomListener } from '@balcao/live';
import { Live, type Line } from './live.svelte.ts';

/** A line whose other end the test holds. */
class FakeLine implements Line {
  rooms: { key: RoomKey; listener: RoomListener }[] = [];
  turn: (state: CableState) => void = () => undefined;
  open = vi.fn();
  close = vi.fn();

  watch(watcher: (state: CableState) => void): () => void {
    this.turn = watcher;
    return () => undefined;
  }

  join(key: RoomKey, listener: RoomListener): () => void {
    const room = { key, listener };
    this.rooms.push(room);
    return () => (this.rooms = this.rooms.filter((one) => one !== room));
  }
}

const key = { pubsub_token: 't1', account_id: 1, user_id: 7 };
const listener = () => ({ event: vi.fn(), reset: vi.fn(), confirmed: vi.fn(), rejected: vi.fn() });

describe('Live', () => {
  it('tells everybody who listens, and nobody who stopped', () => {
    const line = new FakeLine();
    const live = new Live(key, line);
    const [one, other] = [listener(), listener()];
    live.listen(one);
    const stop = live.listen(other);
    stop();
    line.rooms[0]?.listener.event('message.created', { id: 1 });
    expect(one.event).toHaveBeenCalledWith('message.created', { id: 1 });
    expect(other.event).not.toHaveBeenCalled();
  });

  it('shows how the line is', () => {
    const line = new FakeLine();
    const live = new Live(key, line);
    line.turn('reconnecting');
    expect(live.state).toBe('reconnecting');
  });

  it('comes back with a new token and has everything loaded anew', () => {
    const line = new FakeLine();
    const live = new Live(key, line);
    const heard = listener();
    live.listen(heard);
    live.renew('t2');
    expect(line.rooms.map((room) => room.key.pubsub_token)).toEqual(['t2']);
    expect(heard.reset).not.toHaveBeenCalled();
    line.rooms[0]?.listener.confirmed?.(false);
    line.rooms[0]?.listener.confirmed?.(true);
    expect(heard.reset).toHaveBeenCalledOnce();
  });

  it('stays where it is while the token is the same', () => {
    const line = new FakeLine();
    const live = new Live(key, line);
    const room = line.rooms[0];
    live.renew('t1');
    expect(line.rooms).toEqual([room]);
  });
});
