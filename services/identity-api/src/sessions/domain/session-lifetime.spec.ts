import { nextIdleEnd, sessionEnds } from './session-lifetime.js';

const NOW = Date.UTC(2026, 0, 1);
const LIFETIME = { REFRESH_IDLE_SECONDS: 60, REFRESH_ABSOLUTE_SECONDS: 100 };
const at = (seconds: number) => new Date(NOW + seconds * 1000);

describe('a session', () => {
  it('lasts for the idle time from its login, and for the absolute time at most', () => {
    expect(sessionEnds(NOW, LIFETIME)).toEqual({ idleExpiresAt: at(60), expiresAt: at(100) });
    expect(nextIdleEnd(NOW + 30_000, at(100), LIFETIME)).toEqual(at(90));
    expect(nextIdleEnd(NOW + 50_000, at(100), LIFETIME)).toEqual(at(100));
  });
});
