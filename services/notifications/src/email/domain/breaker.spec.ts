import { Breaker } from './breaker.js';

describe('the breaker of a mail server', () => {
  let now: number;
  let breaker: Breaker;
  beforeEach(() => {
    now = 0;
    breaker = new Breaker({ monotonic: () => now }, 5000, () => 0);
  });
  const begin = (wanted = 5) => {
    const allowed = breaker.allows(wanted);
    breaker.began(allowed);
    return allowed;
  };

  it('lets everything pass while the server works', () => {
    expect(begin()).toBe(5);
    breaker.answered();
    expect(begin()).toBe(5);
  });

  it('lets nothing pass after an outage, then one attempt at a time, ever more rarely up to a minute', () => {
    begin();
    breaker.unavailable();
    const waits: number[] = [];
    for (let tries = 0; tries < 6; tries += 1) {
      const from = now;
      while (begin() === 0) now += 1000;
      waits.push(now - from);
      expect(begin()).toBe(0); // one try at a time
      breaker.unavailable();
    }
    expect(waits).toEqual([5000, 10_000, 20_000, 40_000, 60_000, 60_000]);
  });

  it('counts the failures of attempts that were under way together as one', () => {
    begin();
    for (let i = 0; i < 5; i += 1) breaker.unavailable();
    now = 5000;
    expect(begin()).toBe(1);
  });

  it('lets everything pass again after the first answer, also a refusal', () => {
    breaker.unavailable();
    now = 5000;
    begin();
    breaker.answered();
    expect(breaker.isOpen).toBe(false);
    expect(begin()).toBe(5);
  });

  it('is not opened by an e-mail that is put off now and then, and is by ten in a row', () => {
    for (let i = 0; i < 9; i += 1) breaker.deferred();
    breaker.answered();
    for (let i = 0; i < 9; i += 1) breaker.deferred();
    expect(begin()).toBe(5);
    breaker.deferred();
    expect(begin()).toBe(0);
    now = 5000;
    expect(begin()).toBe(1);
    breaker.deferred();
    now += 9999;
    expect(begin()).toBe(0);
    now += 1;
    expect(begin()).toBe(1);
  });

  it('tries again when an attempt ended before it came to the server', () => {
    breaker.unavailable();
    now = 5000;
    begin();
    breaker.notTried();
    expect(begin()).toBe(1);
  });

  it('spreads the tries of replicas', () => {
    const other = new Breaker({ monotonic: () => now }, 5000, () => 1);
    other.unavailable();
    now = 2500;
    expect(other.allows(1)).toBe(1);
  });
});
