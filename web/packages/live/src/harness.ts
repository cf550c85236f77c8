import { afterEach, beforeEach, vi } from 'vitest';
import { Cable, type CableState } from './cable.ts';
import { FakeWorld } from './fake-world.ts';

export const AGENT = { pubsub_token: 'tok', account_id: 1, user_id: 7 };
export const PLAIN = '{"channel":"RoomChannel","pubsub_token":"tok","account_id":1,"user_id":7}';

/** The identifier of the agent's room when it resumes after event `seq`. */
export function since(seq: number): string {
  return PLAIN.replace('}', `,"since":${seq}}`);
}

/** A cable in a fake world, made new for every test, and all that it told its owner. */
export class Harness {
  world = new FakeWorld();
  cable = new Cable('ws://desk/cable', this.world);
  heard: unknown[] = [];
  states: CableState[] = [];

  readonly listener = {
    event: (name: string, data: unknown) => this.heard.push([name, data]),
    reset: () => this.heard.push('reset'),
    confirmed: (resumed: boolean) => this.heard.push(resumed ? 'resumed' : 'confirmed'),
    rejected: () => this.heard.push('rejected'),
  };

  constructor() {
    this.cable.watch((state) => this.states.push(state));
  }

  /** Join as the agent and bring the line up to sequence number 10. */
  goLive(): void {
    this.cable.join(AGENT, this.listener);
    this.cable.open();
    this.world.line.say({ type: 'welcome' });
    this.world.line.say({ identifier: PLAIN, type: 'confirm_subscription', seq: 10 });
    this.heard.length = 0;
  }

  say(identifier: string, event: string, data: unknown, seq?: number): void {
    const message = { event, data, ...(seq === undefined ? {} : { seq }) };
    this.world.line.say({ identifier, message });
  }
}

/** Set the harness up around each test of the file. */
export function useHarness(): () => Harness {
  let harness: Harness;
  beforeEach(() => {
    vi.useFakeTimers();
    harness = new Harness();
  });
  afterEach(() => {
    harness.cable.close();
    vi.useRealTimers();
  });
  return () => harness;
}
