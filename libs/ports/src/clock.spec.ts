import { systemClock } from './clock.js';

const hrtimeMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Milliseconds; keeps the processor busy, so that nothing else passes the time. */
function spin(ms: number): void {
  const until = hrtimeMs() + ms;
  while (hrtimeMs() < until);
}

describe('the clock of the system', () => {
  afterEach(() => jest.restoreAllMocks());

  it('tells the time of day in milliseconds, as it is set', () => {
    const time = jest.spyOn(Date, 'now');
    for (const set of [1_800_000_000_123, 1_799_999_999_000]) {
      time.mockReturnValue(set);
      expect(systemClock.now()).toBe(set);
    }
  });

  it('measures what has passed in milliseconds, whatever the time of day is set to', () => {
    const time = jest.spyOn(Date, 'now');
    for (const set of [1_800_000_000_000, 0]) {
      time.mockReturnValue(set);
      const outerStart = hrtimeMs();
      const start = systemClock.monotonic();
      const innerStart = hrtimeMs();
      spin(5);
      const inner = hrtimeMs() - innerStart;
      const measured = systemClock.monotonic() - start;
      const outer = hrtimeMs() - outerStart;
      // Between what has passed inside and outside of its readings, but for what a number of that size rounds.
      expect(measured).toBeGreaterThan(inner - 0.01);
      expect(measured).toBeLessThan(outer + 0.01);
    }
  });
});
