import { backoffMs } from './backoff.js';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const wait = (deferrals: number, usefulMs: number, random = 0) =>
  backoffMs({ deferrals, firstMs: 5000, usefulMs }, random);

describe('the wait before another attempt to send', () => {
  it('doubles from the first to half an hour', () => {
    expect([1, 2, 3, 40].map((deferrals) => wait(deferrals, WEEK_MS))).toEqual([5000, 10_000, 20_000, 1_800_000]);
  });

  it('takes at most a quarter of the time for which the e-mail is useful', () => {
    expect(wait(40, 15 * 60_000)).toBe(225_000);
    expect(wait(40, 1000)).toBe(5000);
  });

  it('is shortened at random by up to a half', () => {
    expect([0, 0.5, 1].map((random) => wait(2, WEEK_MS, random))).toEqual([10_000, 7500, 5000]);
  });
});
