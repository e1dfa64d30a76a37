import { TestClock } from '../testing/local-issuer.js';
import { Suspension } from './suspension.js';

describe('a suspended machine', () => {
  let clock: TestClock;
  let resumed: number;
  let suspension: Suspension;

  beforeEach(() => {
    clock = new TestClock();
    resumed = 0;
    suspension = new Suspension(clock, () => resumed++);
  });

  it('is noticed once, by the time that ran on while the other clock stood still', () => {
    clock.suspend(251);
    suspension.look();
    suspension.look();
    expect(resumed).toBe(1);
  });

  it.each<[string, () => void]>([
    ['time that passes', () => clock.advance(3_600_000)],
    ['a time that is set back', () => clock.setBack(3_600_000)],
    ['a time that is corrected by a little', () => clock.suspend(250)],
  ])('is not seen in %s', (_what, happens) => {
    happens();
    suspension.look();
    expect(resumed).toBe(0);
  });
});
