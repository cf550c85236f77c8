import { expect, it } from 'vitest';
import type { InboxHealth } from '@balcao/api';
import { conditionOf } from './condition.ts';

const health = (more: Partial<InboxHealth>): InboxHealth => ({
  ...{ state: 'waiting', problem: null, problem_since: null, checked_at: null, arrived_at: null },
  ...{ lag_seconds: 0, waiting: 0, dead: 0, undelivered: 0, folders: null },
  ...more,
});

it('takes the server’s word for what is looked up', () => {
  expect(conditionOf(health({ state: 'failing', arrived_at: 1 }))).toBe('failing');
  expect(conditionOf(health({ checked_at: 1, arrived_at: 1 }))).toBe('waiting');
});

it('knows an inbox that is brought its messages by whether any came', () => {
  expect(conditionOf(health({}))).toBe('expecting');
  expect(conditionOf(health({ arrived_at: 1 }))).toBe('ok');
});
