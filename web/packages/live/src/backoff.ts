/**
 * How long to wait before try number `attempt` (0 = first retry), in milliseconds.
 *
 * Half of each step is fixed and half random, so that many clients cut off by the same restart
 * come back spread out, and one client alone still comes back soon.
 */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  const step = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(step / 2 + random() * (step / 2));
}

const FIRST_MS = 800;
const LONGEST_MS = 20_000;
