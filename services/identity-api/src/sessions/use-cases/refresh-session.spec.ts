import { AUDIENCES, FIRST_PARTY_CLIENT } from '@hallpass/contracts';
import type { Presentation } from '../data/presentations.js';
import { newRefreshToken } from '../domain/refresh-token.js';
import { RefreshTurns } from '../refresh-turns.js';
import { RefreshSession } from './refresh-session.js';

const NOW = Date.UTC(2026, 0, 1);
const at = new Date(NOW);
const PRESENTATION: Presentation = {
  id: 'token',
  consumedAt: null,
  sealedSuccessor: null,
  successor: undefined,
  isUsable: true,
  session: { id: 'session', clientId: FIRST_PARTY_CLIENT, amr: ['pwd'], authenticatedAt: at, expiresAt: at },
  account: { id: 'account', status: 'active', roles: ['customer'], tokenEpoch: 0, passwordChangedAt: at },
  grant: { resource: AUDIENCES.identityApi, scopes: {} },
};

describe('a refresh', () => {
  it('is told to come again when what it reads has changed each time it would write', async () => {
    const presentations = { read: async () => PRESENTATION, rotate: jest.fn(async () => false) };
    const config = { REFRESH_GRACE_MS: 60_000, REFRESH_IDLE_SECONDS: 60 };
    const clock = { now: () => NOW };
    const minted = { execute: jest.fn() };
    const parts = [presentations, {}, new RefreshTurns(), minted, config, clock] as never[];
    const refresh = new RefreshSession(...(parts as unknown as ConstructorParameters<typeof RefreshSession>));
    const request = {
      refreshToken: newRefreshToken(),
      clientId: FIRST_PARTY_CLIENT,
      arrivedAt: NOW,
      origin: {} as never,
    };

    await expect(refresh.execute(request)).rejects.toMatchObject({
      code: 'session_busy',
      status: 503,
      headers: { 'Retry-After': '1' },
    });
    expect(presentations.rotate.mock.calls.length).toBeGreaterThan(1);
    expect(minted.execute).not.toHaveBeenCalled();
  });
});
