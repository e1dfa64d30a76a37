import { systemClock } from './clock.js';

describe('the clock of the system', () => {
  it('tells the time of day in milliseconds', () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000);
  });

  it('has another clock that only goes forward', () => {
    const before = systemClock.monotonic();
    expect(systemClock.monotonic()).toBeGreaterThanOrEqual(before);
  });
});
