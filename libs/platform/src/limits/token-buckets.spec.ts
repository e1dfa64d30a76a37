import { TokenBuckets } from './token-buckets.js';

const of = (key: string, allowance = 1) => ({ key, allowance });

describe('a token bucket', () => {
  const clock = { ms: 0, monotonic: () => clock.ms };
  const buckets = (perMinute: number, maxKeys?: number) =>
    new TokenBuckets({ perMinute, clock, ...(maxKeys === undefined ? {} : { maxKeys }) });
  beforeEach(() => {
    clock.ms = 1000;
  });

  it('is full at first, and says when there is one again', () => {
    const subject = buckets(60);
    for (let i = 0; i < 60; i += 1) expect(subject.take([of('a')])).toBe(0);
    expect(subject.take([of('a')])).toBe(1000);
    clock.ms += 400;
    expect(subject.take([of('a')])).toBeCloseTo(600);
    clock.ms += 600;
    expect(subject.take([of('a')])).toBe(0);
    expect(subject.take([of('a')])).toBe(1000);
  });

  it('never holds more than it may, however long nothing was taken', () => {
    const subject = buckets(2);
    expect(subject.take([of('a')])).toBe(0);
    clock.ms += 3_600_000;
    expect([subject.take([of('a')]), subject.take([of('a')]), subject.take([of('a')])]).toEqual([0, 0, 30_000]);
    subject.giveBack([of('b')]);
    expect([subject.take([of('b')]), subject.take([of('b')]), subject.take([of('b')])]).toEqual([0, 0, 30_000]);
  });

  it('takes nothing when it refuses', () => {
    const subject = buckets(1);
    subject.take([of('a')]);
    for (let i = 0; i < 10; i += 1) expect(subject.take([of('a')])).toBe(60_000);
  });

  it('is another for each key', () => {
    const subject = buckets(1);
    expect([subject.take([of('a')]), subject.take([of('b')])]).toEqual([0, 0]);
    expect(subject.take([of('a')])).toBeGreaterThan(0);
  });

  it('has back what is given back', () => {
    const subject = buckets(1);
    subject.take([of('a')]);
    subject.giveBack([of('a')]);
    expect(subject.take([of('a')])).toBe(0);
  });

  it('of a wider network holds more, and nothing is taken from it when the narrower one has none', () => {
    const subject = buckets(1);
    const client = (key: string) => [of(key), of('network', 2)];
    expect(subject.take(client('a'))).toBe(0);
    for (let i = 0; i < 10; i += 1) expect(subject.take(client('a'))).toBe(60_000);
    expect(subject.take(client('b'))).toBe(0);
    expect(subject.take(client('c'))).toBe(30_000);
    subject.giveBack(client('b'));
    expect(subject.take(client('c'))).toBe(0);
  });

  it('is kept for so many keys only: the longest unused is forgotten first', () => {
    const subject = buckets(1, 2);
    for (const key of ['a', 'b', 'a', 'c']) subject.take([of(key)]);
    expect(subject.size).toBe(2);
    expect(subject.take([of('a')])).toBeGreaterThan(0);
    expect(subject.take([of('b')])).toBe(0);
  });
});
