import { ProblemError } from '@hallpass/contracts';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from './cursor.js';

const position = z.tuple([z.iso.datetime(), z.uuid()]);
const LAST = ['2026-11-22T10:00:00Z', '0b7e6a52-3c1d-4f7e-9a60-1f2d3c4b5a01'];

describe('a cursor', () => {
  it('comes back as what it was made of, from characters that a URL takes as they are', () => {
    const cursor = encodeCursor(LAST);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(decodeCursor(cursor, position)).toEqual(LAST);
  });

  it('may be missing', () => {
    expect(decodeCursor(undefined, position)).toBeUndefined();
  });

  it.each([
    ['no base64url', 'a+b/='],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['of another list', encodeCursor({ id: 7 })],
    ['empty', ''],
  ])('is refused when it is %s', (_, cursor) => {
    expect(() => decodeCursor(cursor, position)).toThrow(
      expect.objectContaining({ code: 'invalid_cursor', status: 400 }) as ProblemError,
    );
  });
});
