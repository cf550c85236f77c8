import { ApiError, type Conversation } from '@balcao/api';
import { describe, expect, it } from 'vitest';
import { Newcomers } from './newcomers.ts';
import { FakeServer } from './testing/fake-server.ts';

describe('newcomers', () => {
  it('asks again when there is further news while the answer is under way', async () => {
    const answers: ((rest: Conversation) => void)[] = [];
    const met: number[] = [];
    const newcomers = new Newcomers(
      () => new Promise((resolve) => answers.push(resolve)),
      (rest) => met.push(rest.unread_count),
    );
    const server = new FakeServer();
    server.open();
    newcomers.want(1);
    const old = server.rest(1);
    server.write(1);
    newcomers.want(1);
    newcomers.want(1);
    answers.shift()?.(old);
    await expect.poll(() => answers).toHaveLength(1);
    answers.shift()?.(server.rest(1));
    await expect.poll(() => met).toEqual([1, 2]);
    expect(answers).toHaveLength(0);
  });

  it('asks for four at a time, and survives one that is gone', async () => {
    const refusals: ((error: unknown) => void)[] = [];
    const newcomers = new Newcomers(
      () => new Promise((_, reject) => refusals.push(reject)),
      () => undefined,
    );
    for (let id = 1; id <= 6; id += 1) newcomers.want(id);
    expect(refusals).toHaveLength(4);
    refusals[0]?.(new ApiError(404, 'Resource could not be found'));
    await expect.poll(() => refusals).toHaveLength(5);
  });
});
