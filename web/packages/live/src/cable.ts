import { retryDelay } from './backoff.ts';
import { readFrame, type Frame } from './frames.ts';
import { Room, type RoomKey, type RoomListener } from './room.ts';

/** `closed` only before `open()` and after `close()`. */
export type CableState = 'closed' | 'connecting' | 'live' | 'reconnecting' | 'offline';

/** What an open line can do; what it says comes back through `SocketEvents`. */
export interface Socket {
  send(text: string): void;
  close(): void;
}

export interface SocketEvents {
  message(data: unknown): void;
  /** Closed or failed: the two are the same to us. */
  lost(): void;
}

/** The outside world, replaceable in tests. */
export interface Surroundings {
  socket(url: string, protocols: string[], events: SocketEvents): Socket;
  online(): boolean;
  random(): number;
  /** Call back when the machine comes online, goes offline, or the page is looked at again. */
  watch(change: (what: 'online' | 'offline' | 'visible') => void): () => void;
}

const PROTOCOLS = ['actioncable-v1-json', 'actioncable-unsupported'];
const SILENCE_MS = 6_000;
const HANDSHAKE_MS = 10_000;
const PRESENCE_MS = 20_000;
const CHECK_MS = 1_000;

/**
 * One socket to /cable that keeps itself alive: it reconnects with jittered back-off, notices a dead line by
 * missing pings, reports presence, and resumes every room after the last event that room has seen.
 */
export class Cable {
  state: CableState = 'closed';
  readonly #url: string;
  readonly #world: Surroundings;
  readonly #rooms = new Set<Room>();
  readonly #watchers = new Set<(state: CableState) => void>();
  #socket: Socket | null = null;
  #welcomed = false;
  #heardAt = 0;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watchdog: ReturnType<typeof setInterval> | undefined;
  #presence: ReturnType<typeof setInterval> | undefined;
  #unwatch: (() => void) | undefined;

  constructor(url: string, world: Surroundings) {
    this.#url = url;
    this.#world = world;
  }

  /** Call `watcher` with every new state; returns the way to stop it. */
  watch(watcher: (state: CableState) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  open(): void {
    if (this.state !== 'closed') return;
    this.#enter('connecting');
    this.#unwatch = this.#world.watch((what) => this.#noticeSurroundings(what));
    this.#watchdog = setInterval(() => this.#checkSilence(), CHECK_MS);
    this.#presence = setInterval(() => this.#reportPresence(), PRESENCE_MS);
    this.#connect();
  }

  close(): void {
    clearInterval(this.#watchdog);
    clearInterval(this.#presence);
    this.#unwatch?.();
    this.#dropSocket();
    this.#enter('closed');
  }

  /** Listen in a room; returns the way to leave it. */
  join(key: RoomKey, listener: RoomListener): () => void {
    const room = new Room(key, listener);
    this.#rooms.add(room);
    if (this.#welcomed) this.#subscribe(room);
    return () => this.#leave(room);
  }

  #leave(room: Room): void {
    this.#rooms.delete(room);
    if (this.#welcomed && !room.rejected) this.#send({ command: 'unsubscribe', identifier: room.identifier });
  }

  #connect(): void {
    this.#dropSocket();
    this.#heardAt = Date.now();
    const socket = this.#world.socket(this.#url, PROTOCOLS, {
      message: (data) => socket === this.#socket && this.#receive(readFrame(data)),
      lost: () => socket === this.#socket && this.#lose(),
    });
    this.#socket = socket;
  }

  /** Forget the socket without hearing from it again. */
  #dropSocket(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#welcomed = false;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #lose(): void {
    this.#dropSocket();
    this.#enter(this.#world.online() ? 'reconnecting' : 'offline');
    this.#retry = setTimeout(() => this.#connect(), retryDelay(this.#attempt, this.#world.random));
    this.#attempt += 1;
  }

  #receive(frame: Frame): void {
    this.#heardAt = Date.now();
    switch (frame.kind) {
      case 'welcome':
        this.#welcomed = true;
        for (const room of this.#rooms) this.#subscribe(room);
        this.#settle();
        break;
      case 'confirm':
        this.#roomOf(frame.identifier)?.confirm(frame.seq);
        this.#settle();
        break;
      case 'reject':
        this.#roomOf(frame.identifier)?.reject();
        this.#settle();
        break;
      case 'event':
        this.#roomOf(frame.identifier)?.receive(frame.event, frame.data, frame.seq);
        break;
      case 'disconnect':
        if (frame.reconnect) this.#lose();
        else this.close();
    }
  }

  #roomOf(identifier: string): Room | undefined {
    return [...this.#rooms].find((room) => room.identifier === identifier);
  }

  /** Live means: the server has answered for every room, so nothing can be missed from here on. */
  #settle(): void {
    if (!this.#welcomed) return;
    if ([...this.#rooms].some((room) => !room.confirmed && !room.rejected)) return;
    this.#attempt = 0;
    this.#enter('live');
  }

  #subscribe(room: Room): void {
    this.#send({ command: 'subscribe', identifier: room.seal() });
  }

  #send(command: object): void {
    this.#socket?.send(JSON.stringify(command));
  }

  #reportPresence(): void {
    for (const room of this.#rooms) {
      if (!room.confirmed || !this.#welcomed) continue;
      const data = JSON.stringify({ action: 'update_presence' });
      this.#send({ command: 'message', identifier: room.identifier, data });
    }
  }

  #checkSilence(): void {
    if (!this.#socket) return;
    const patience = this.#welcomed ? SILENCE_MS : HANDSHAKE_MS;
    if (Date.now() - this.#heardAt > patience) this.#lose();
  }

  /** A machine without a network may still reach a server on itself, so "offline" alone never closes a line. */
  #noticeSurroundings(what: 'online' | 'offline' | 'visible'): void {
    this.#checkSilence();
    if (this.#retry === undefined) return;
    if (what === 'offline') return this.#enter('offline');
    this.#attempt = 0;
    this.#enter('reconnecting');
    this.#connect();
  }

  #enter(state: CableState): void {
    if (state === this.state) return;
    this.state = state;
    for (const watcher of [...this.#watchers]) watcher(state);
  }
}
