import { judgePresentation } from './judge-presentation.js';

const NOW = 1_000_000;
const GRACE_MS = 10_000;
const before = (ms: number) => new Date(NOW - ms);
const live = { consumedAt: null };

describe('presenting a refresh token', () => {
  it('rotates the live one', () => {
    expect(judgePresentation({ consumedAt: null }, NOW, GRACE_MS)).toBe('rotate');
  });

  it.each([0, GRACE_MS])('repeats the answer to the immediate predecessor %i ms after', (ms) => {
    expect(judgePresentation({ consumedAt: before(ms), successor: live }, NOW, GRACE_MS)).toBe('repeat');
  });

  it.each([
    ['the grace is over', { consumedAt: before(GRACE_MS + 1), successor: live }],
    ['its successor has been used', { consumedAt: before(1), successor: { consumedAt: before(0) } }],
    ['it has no successor', { consumedAt: before(1) }],
  ])('counts as reuse when %s', (_, presented) => {
    expect(judgePresentation(presented, NOW, GRACE_MS)).toBe('reuse');
  });
});
