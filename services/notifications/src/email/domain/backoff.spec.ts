import { backoffMs } from './backoff.js';

describe('the wait before another attempt to send', () => {
  it('doubles from the first to a quarter of an hour', () => {
    expect([1, 2, 3, 40].map((attempt) => backoffMs(attempt, 5000))).toEqual([5000, 10_000, 20_000, 900_000]);
  });
});
