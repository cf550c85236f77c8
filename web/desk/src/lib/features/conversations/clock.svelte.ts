const TICK_MS = 30_000;

/** The present moment in unix seconds, near enough for "5 min ago". */
class Clock {
  now = $state(Math.floor(Date.now() / 1000));

  constructor() {
    setInterval(() => (this.now = Math.floor(Date.now() / 1000)), TICK_MS);
  }
}

export const clock = new Clock();
