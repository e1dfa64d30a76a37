import { TestClock } from '../../testing/local-issuer.js';
import { Roll } from './roll.js';
import type { AnnouncedVerifier } from '../wire/verifier-protocol.js';

const verifier = (id: string, reliesForMs = 3000): AnnouncedVerifier => ({
  id,
  name: 'api',
  host: 'host',
  pid: 1,
  reliesForMs,
});

describe('the roll of verifiers', () => {
  let clock: TestClock;
  let roll: Roll;
  const ids = () => roll.present().map(({ id }) => id);

  beforeEach(() => {
    clock = new TestClock();
    roll = new Roll(clock, 0);
  });

  it('keeps a silent verifier for longer than that relies on what it knows, and then forgets it', () => {
    roll.seen(verifier('patient', 60_000));
    roll.seen(verifier('usual'));
    clock.advance(3001);
    expect(ids()).toEqual(['patient', 'usual']);
    clock.advance(2000);
    expect(ids()).toEqual(['patient']);
  });

  it('says when it last heard of a verifier', () => {
    const { ms } = clock;
    roll.seen(verifier('a'));
    clock.advance(1000);
    expect(roll.present()).toMatchObject([{ id: 'a', lastSeenAt: ms }]);
  });

  it('forgets at once who says good-bye', () => {
    roll.seen(verifier('a'));
    roll.left(verifier('a'));
    expect(ids()).toEqual([]);
  });

  it('is taken when everybody has had the time for two announcements, and begins anew when some were missed', () => {
    roll.seen(verifier('a'));
    expect(roll.isTaken).toBe(false);
    roll.begin();
    clock.advance(1999);
    expect(roll.isTaken).toBe(false);
    clock.advance(1);
    expect(roll.isTaken).toBe(true);
    roll.begin();
    expect(roll.isTaken).toBe(false);
  });

  it('is complete when whoever is silent must be stale', () => {
    roll.begin();
    clock.advance(4999);
    roll.seen(verifier('a'));
    expect([roll.isTaken, roll.isComplete]).toEqual([true, false]);
    clock.advance(1);
    expect(roll.isComplete).toBe(true);
    roll.seen(verifier('patient', 60_000));
    expect(roll.isComplete).toBe(false);
  });

  it('is not complete while a verifier that nobody has heard may rely on what it knows', () => {
    const listening = new Roll(clock, 60_000);
    listening.begin();
    clock.advance(61_999);
    listening.seen(verifier('usual'));
    expect(listening.isComplete).toBe(false);
    clock.advance(1);
    expect(listening.isComplete).toBe(true);
  });

  it('goes by time that has passed, however the clock is set', () => {
    roll.seen(verifier('a'));
    clock.setBack(3_600_000);
    clock.advance(5001);
    expect(roll.present()).toEqual([]);
    roll.seen(verifier('a'));
    clock.setBack(-3_600_000);
    expect(roll.present()).toMatchObject([{ id: 'a', lastSeenAt: clock.ms }]);
  });

  it('is not complete when nobody is heard', () => {
    roll.begin();
    roll.seen(verifier('a'));
    clock.advance(60_000);
    expect([ids(), roll.isTaken, roll.isComplete]).toEqual([[], false, false]);
  });
});
