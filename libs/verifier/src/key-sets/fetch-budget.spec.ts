import { TestClock } from '../testing/local-issuer.js';
import { FetchBudget } from './fetch-budget.js';

const HOUR_MS = 3_600_000;
const COOL_DOWN_MS = 5000;

describe('the budget of fetches for unknown key ids', () => {
  it.each(['spend', 'remember'] as const)(
    'is there again after the cool-down, though the time was an hour fast at its last %s and has been corrected',
    (last) => {
      const clock = new TestClock();
      clock.ms += HOUR_MS;
      const budget = new FetchBudget({ burst: 1, coolDownMs: COOL_DOWN_MS, clock });
      expect(budget.spend('key-1')).toBe(true);
      budget[last]('key-1');
      expect(budget.spend('key-1')).toBe(false);
      clock.setBack(HOUR_MS);
      clock.advance(COOL_DOWN_MS);
      expect(budget.spend('key-1')).toBe(true);
    },
  );
});
