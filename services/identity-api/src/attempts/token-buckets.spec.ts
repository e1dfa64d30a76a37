import { TokenBuckets } from './token-buckets.js';

describe('a token bucket', () => {
  const clock = { ms: 0, monotonic: () => clock.ms };
  const buckets = (perMinute: number, maxKeys?: number) =>
    new TokenBuckets({ perMinute, clock, ...(maxKeys === undefined ? {} : { maxKeys }) });
  beforeEach(() => {
    clock.ms = 1000;
  });

  it('is full at first, and says when there is one again', () => {
    const subject = buckets(60);
    for (let i = 0; i < 60; i += 1) expect(subject.take('a')).toBe(0);
    expect(subject.take('a')).toBe(1000);
    clock.ms += 400;
    expect(subject.take('a')).toBeCloseTo(600);
    clock.ms += 600;
    expect(subject.take('a')).toBe(0);
    expect(subject.take('a')).toBe(1000);
  });

  it('never holds more than it may, however long nothing was taken', () => {
    const subject = buckets(2);
    expect(subject.take('a')).toBe(0);
    clock.ms += 3_600_000;
    expect([subject.take('a'), subject.take('a'), subject.take('a')]).toEqual([0, 0, 30_000]);
    subject.giveBack('b');
    expect([subject.take('b'), subject.take('b'), subject.take('b')]).toEqual([0, 0, 30_000]);
  });

  it('takes nothing when it refuses', () => {
    const subject = buckets(1);
    subject.take('a');
    for (let i = 0; i < 10; i += 1) expect(subject.take('a')).toBe(60_000);
  });

  it('is another for each key', () => {
    const subject = buckets(1);
    expect([subject.take('a'), subject.take('b')]).toEqual([0, 0]);
    expect(subject.take('a')).toBeGreaterThan(0);
  });

  it('has back what is given back', () => {
    const subject = buckets(1);
    subject.take('a');
    subject.giveBack('a');
    expect(subject.take('a')).toBe(0);
  });

  it('is kept for so many keys only: the longest unused is forgotten first', () => {
    const subject = buckets(1, 2);
    for (const key of ['a', 'b', 'a', 'c']) subject.take(key);
    expect(subject.size).toBe(2);
    expect(subject.take('a')).toBeGreaterThan(0);
    expect(subject.take('b')).toBe(0);
  });
});
