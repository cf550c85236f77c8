import { describe, expect, it } from 'vitest';
import { readError } from './errors.ts';

describe('readError', () => {
  it('takes the sentence of each kind of body the server sends', () => {
    expect(readError(422, '{"message":"Title has already been taken","attributes":["title"]}')).toMatchObject(
      {
        status: 422,
        message: 'Title has already been taken',
        attributes: ['title'],
      },
    );
    expect(readError(404, '{"error":"Resource could not be found"}').message).toBe(
      'Resource could not be found',
    );
    expect(readError(401, '{"success":false,"errors":["Invalid login credentials"]}').message).toBe(
      'Invalid login credentials',
    );
  });

  it('takes a plain text as it is', () => {
    expect(readError(429, 'Retry later\n').message).toBe('Retry later');
  });

  it('does not trip over a body that says nothing', () => {
    for (const body of ['', '{}', '[]', 'null', '{"error":{"conditions":[]}}']) {
      expect(readError(500, body).status).toBe(500);
      expect(readError(500, body).attributes).toEqual([]);
    }
  });
});
