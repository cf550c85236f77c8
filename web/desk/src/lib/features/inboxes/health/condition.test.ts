import { describe, expect, it } from 'vitest';
import type { ConnectionState, InboxHealth } from '@balcao/api';
import { receivingOf, sendingOf } from './condition.ts';

const way = (state: ConnectionState) => ({ state, problem: null, since: null });
const health = (more: Partial<InboxHealth>): InboxHealth => ({
  ...{ state: 'waiting', problem: null, problem_since: null, checked_at: null, arrived_at: null },
  ...{ receiving: way('waiting'), sending: null, sent_at: null },
  ...{ lag_seconds: 0, waiting: 0, dead: 0, undelivered: 0, undelivered_seconds: 0, failed: 0 },
  ...{ warning: null, overdue: false, folders: null },
  ...more,
});

describe('receiving', () => {
  it('is what the server says where somebody looks', () => {
    expect(receivingOf(health({ receiving: way('failing'), arrived_at: 1 }))).toBe('failing');
    expect(receivingOf(health({}))).toBe('waiting');
    expect(receivingOf(health({ receiving: way('ok'), checked_at: 1 }))).toBe('ok');
  });

  it('is late when nobody has looked for too long, though nothing says why', () => {
    expect(receivingOf(health({ receiving: way('ok'), checked_at: 1, overdue: true }))).toBe('overdue');
  });

  it('is known by what arrived where the inbox is brought its messages', () => {
    expect(receivingOf(health({ receiving: way('ok') }))).toBe('expecting');
    expect(receivingOf(health({ receiving: way('ok'), arrived_at: 1 }))).toBe('ok');
  });
});

describe('sending', () => {
  it('fares by itself', () => {
    expect(sendingOf(health({ receiving: way('ok'), sending: way('disconnected') }))).toBe('disconnected');
    expect(sendingOf(health({ receiving: way('failing'), sending: way('ok') }))).toBe('ok');
  });

  it('is unknown before anything was sent, and nothing where nothing is handed over', () => {
    expect(sendingOf(health({ sending: way('waiting') }))).toBe('expecting');
    expect(sendingOf(health({}))).toBeNull();
  });
});
