import { judgePresentation } from './judge-presentation.js';

const ARRIVED = 1_000_000;
const GRACE_MS = 60_000;
const before = (ms: number) => new Date(ARRIVED - ms);
const live = { consumedAt: null };

describe('presenting a refresh token', () => {
  it('rotates the live one', () => {
    expect(judgePresentation({ consumedAt: null }, ARRIVED, GRACE_MS)).toBe('rotate');
  });

  it.each([0, GRACE_MS])('repeats the answer to the immediate predecessor %i ms after', (ms) => {
    expect(judgePresentation({ consumedAt: before(ms), successor: live }, ARRIVED, GRACE_MS)).toBe('repeat');
  });

  it('repeats the answer to a request that arrived before the successor was used, however long it waited', () => {
    const used = { consumedAt: before(-GRACE_MS) };
    expect(judgePresentation({ consumedAt: before(-1), successor: used }, ARRIVED, GRACE_MS)).toBe('repeat');
    expect(judgePresentation({ consumedAt: before(1), successor: used }, ARRIVED, GRACE_MS)).toBe('repeat');
  });

  it.each([
    ['the grace is over', { consumedAt: before(GRACE_MS + 1), successor: live }],
    ['its successor was used before', { consumedAt: before(2), successor: { consumedAt: before(1) } }],
    [
      'the grace is over, though its successor was used later',
      { consumedAt: before(GRACE_MS + 1), successor: { consumedAt: before(-1) } },
    ],
    ['it has no successor', { consumedAt: before(1) }],
  ])('counts as reuse when %s', (_, presented) => {
    expect(judgePresentation(presented, ARRIVED, GRACE_MS)).toBe('reuse');
  });
});
