import { describe, expect, it } from 'vitest';
import { stepOf, touchesFailures } from './delivery.ts';

const moved = (from: string, to: string) => ({ id: 7, previous_changes: { status: [from, to] } });

describe('the delivery of a message', () => {
  it('is told by message.updated alone', () => {
    expect(stepOf('message.updated', moved('sent', 'failed'))).toEqual({ from: 'sent', to: 'failed' });
    expect(stepOf('message.created', moved('sent', 'failed'))).toBeNull();
    expect(stepOf('message.updated', { id: 7, previous_changes: { content: ['a', 'b'] } })).toBeNull();
    expect(stepOf('message.updated', { id: 7 })).toBeNull();
    expect(stepOf('message.updated', null)).toBeNull();
  });

  it('touches what was not delivered when it fails and when it is tried again', () => {
    expect(touchesFailures('message.updated', moved('queued', 'failed'))).toBe(true);
    expect(touchesFailures('message.updated', moved('failed', 'sent'))).toBe(true);
    expect(touchesFailures('message.updated', moved('sent', 'read'))).toBe(false);
  });
});
