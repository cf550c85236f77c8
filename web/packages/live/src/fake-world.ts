import type { Socket, SocketEvents, Surroundings } from './cable.ts';

/** A socket that the test answers for. */
export class FakeLine implements Socket {
  readonly sent: unknown[] = [];
  closed = false;

  constructor(
    readonly url: string,
    readonly protocols: string[],
    private readonly events: SocketEvents,
  ) {}

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.closed = true;
  }

  say(frame: object): void {
    this.raw(JSON.stringify(frame));
  }

  raw(data: unknown): void {
    this.events.message(data);
  }

  drop(): void {
    this.events.lost();
  }
}

/** Surroundings that the test moves by hand. */
export class FakeWorld implements Surroundings {
  readonly lines: FakeLine[] = [];
  isOnline = true;
  chance = 0.5;
  readonly #listeners = new Set<(what: 'online' | 'offline' | 'visible') => void>();

  get line(): FakeLine {
    const line = this.lines.at(-1);
    if (!line) throw new Error('no socket was opened');
    return line;
  }

  get watching(): number {
    return this.#listeners.size;
  }

  socket = (url: string, protocols: string[], events: SocketEvents): FakeLine => {
    const line = new FakeLine(url, protocols, events);
    this.lines.push(line);
    return line;
  };

  online = (): boolean => this.isOnline;
  random = (): number => this.chance;

  watch = (change: (what: 'online' | 'offline' | 'visible') => void): (() => void) => {
    this.#listeners.add(change);
    return () => this.#listeners.delete(change);
  };

  change(what: 'online' | 'offline' | 'visible'): void {
    for (const listener of this.#listeners) listener(what);
  }
}
