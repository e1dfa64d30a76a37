import { NOW, TestClock } from '../testing/local-issuer.js';
import { readClock } from './clock-reading.js';

describe("a reading of the issuer's clock", () => {
  it.each([
    ['agrees', 0],
    ['is ahead', 120],
    ['is behind', -120],
  ])('takes half of the round trip, and half a second for the missing digits, into account where it %s', (_, by) => {
    const clock = new TestClock();
    const askedAt = clock.monotonic();
    clock.advance(400);
    // Made when the request was half-way, in the middle of that second.
    const date = (NOW + by) * 1000 - 300;
    expect(readClock(date, askedAt, clock)).toEqual({ aheadMs: by * 1000, errorMs: 700, at: clock.monotonic() });
  });
});
