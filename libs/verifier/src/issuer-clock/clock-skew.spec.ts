import { NOW, TestClock } from '../testing/local-issuer.js';
import type { ClockReading } from './clock-reading.js';
import { ClockSkew } from './clock-skew.js';
import { SkewLog } from './skew-log.js';

const TOLERANCE_MS = 5000;

describe("what is known of the issuer's clock", () => {
  let clock: TestClock;
  let readings: (ClockReading | undefined)[];
  let skew: ClockSkew;
  let said: string[];
  let log: SkewLog;
  beforeEach(() => {
    clock = new TestClock();
    readings = [];
    skew = new ClockSkew(() => readings, TOLERANCE_MS, clock);
    said = [];
    const note = (level: string) => (message: string) => said.push(`${level}: ${message}`);
    log = new SkewLog(skew, { log: note('log'), warn: note('warn') });
  });
  const read = (aheadMs: number, errorMs = 600) => ({ aheadMs, errorMs, at: clock.monotonic() });

  it('is nothing before the first answer', () => {
    readings = [undefined];
    expect([skew.seconds(), skew.beyondTolerance()]).toEqual([undefined, undefined]);
    log.look();
    expect(said).toEqual([]);
  });

  it('is the latest of the readings', () => {
    readings = [read(1000)];
    clock.advance(1);
    readings.push(read(-2000), undefined);
    expect(skew.seconds()).toBe(-2);
  });

  it.each([
    [5599, false],
    [5601, true],
    [-5599, false],
    [-5601, true],
  ])('is beyond the tolerance where it is so however wrong the reading: %i ms', (aheadMs, beyond) => {
    readings = [read(aheadMs)];
    expect(skew.beyondTolerance() !== undefined).toBe(beyond);
  });

  it('is said once, with both times and what to do, and once when it is over', () => {
    readings = [read(120_000)];
    log.look();
    log.look();
    const [there, here] = [NOW + 120, NOW].map((time) => new Date(time * 1000).toISOString());
    expect(said).toEqual([
      `warn: The clock of the issuer is 120.0 s ahead of this one (to within 0.6 s), and 5 s are tolerated: there it is ${there}, ` +
        `here ${here}. Synchronize both by NTP: tokens are refused for their times.`,
    ]);
    readings = [read(-200)];
    log.look();
    log.look();
    expect(said.slice(1)).toEqual(['log: The clock of the issuer is within the tolerance again: it differs by 0.2 s.']);
    readings = [read(-120_000)];
    log.look();
    expect(said[2]).toMatch(/^warn: The clock of the issuer is 120.0 s behind this one/);
  });

  it('is at least what a token from the future shows, for as long as such a token may be about', () => {
    readings = [read(100)];
    clock.advance(1000);
    skew.tokenFromTheFuture(90_000);
    readings = [read(100)];
    expect(skew.seconds()).toBe(90);
    log.look();
    clock.advance(299_999);
    expect(skew.seconds()).toBe(90);
    clock.advance(1);
    expect(skew.seconds()).toBe(0.1);
    log.look();
    expect(said).toEqual([expect.stringMatching(/^warn: .* 90\.0 s ahead/), expect.stringContaining('again')]);
  });

  it('is not less than the reading because a token shows less', () => {
    readings = [read(120_000)];
    skew.tokenFromTheFuture(90_000);
    expect(skew.seconds()).toBe(120);
  });
});
