import { describe, expect, it } from 'vitest';
import type { ChannelAbout, Message } from '@balcao/api';
import { isWaiting, patienceFor, USUAL_MS, waitOf } from './waiting.ts';

const channel = (names_sent: boolean) => ({ capabilities: { names_sent } }) as ChannelAbout;
const message = (more: Partial<Message> = {}) =>
  ({ id: 1, status: 'sent', source_id: null, created_at: 1_000, ...more }) as Message;

describe('a message', () => {
  it('waits until its provider has given it a name', () => {
    expect(isWaiting(message(), channel(true))).toBe(true);
    expect(isWaiting(message({ source_id: 'a@b' }), channel(true))).toBe(false);
    expect(isWaiting(message({ status: 'failed' }), channel(true))).toBe(false);
  });

  it('waits for nobody where the customer reads from us', () => {
    expect(isWaiting(message(), channel(false))).toBe(false);
    expect(isWaiting(message(), undefined)).toBe(false);
  });

  it('says why it waits', () => {
    expect(waitOf(message(), 'ok', 1_059)).toBe('now');
    expect(waitOf(message(), 'ok', 1_060)).toBe('again');
    expect(waitOf(message(), 'failing', 1_001)).toBe('again');
    expect(waitOf(message(), 'disconnected', 1_001)).toBe('lost');
  });
});

describe('the patience with a message', () => {
  it('is over for one that was found waiting', () => {
    expect(patienceFor(message({ id: 2 }), 1_005_000)).toBe(0);
    expect(patienceFor(message({ id: 2 }), 1_000_500)).toBe(USUAL_MS - 500);
  });

  it('counts from when it was first seen for one that was written here, whatever the clocks say', () => {
    const own = message({ id: 3, echo_id: 'e' });
    expect(patienceFor(own, 9_000_000)).toBe(USUAL_MS);
    expect(patienceFor(own, 9_001_500)).toBe(500);
    expect(patienceFor(own, 9_009_000)).toBe(0);
  });

  it('is never longer than usual', () => {
    expect(patienceFor(message({ id: 4 }), 900_000)).toBe(USUAL_MS);
  });
});
