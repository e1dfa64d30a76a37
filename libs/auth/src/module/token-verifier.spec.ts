import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { RevocationState, SessionCache } from '@hallpass/verifier';
import { AUDIENCE, ISSUER, LocalIssuer, TestClock } from '@hallpass/verifier/testing';
import { AuthModule } from './auth.module.js';
import { TokenVerifier } from './token-verifier.js';

describe('the injected TokenVerifier', () => {
  let app: INestApplicationContext;
  let issuer: LocalIssuer;
  let clock: TestClock;
  let heardAt: number;

  beforeEach(async () => {
    issuer = await LocalIssuer.create();
    clock = new TestClock();
    heardAt = 0;
    const feed = { start: async () => undefined, stop: async () => undefined, lastHeardAt: () => heardAt };
    const { keySource, securityEventKeySource } = issuer;
    const revocation = { feed, staleAfterMs: 3000, whenStale: { mode: 'deny' as const } };
    @Module({
      imports: [
        AuthModule.forRoot({
          issuer: ISSUER,
          audience: AUDIENCE,
          keySource,
          securityEventKeySource,
          revocation,
          clock,
        }),
      ],
    })
    class Application {}
    app = await NestFactory.createApplicationContext(Application, { logger: false });
  });
  afterEach(() => app.close());

  it('goes by the policy for a stale state, as the guard does', async () => {
    const token = await issuer.mint();
    await expect(app.get(TokenVerifier).verify(token)).resolves.toMatchObject({ sub: 'alice' });
    clock.advance(3001);
    await expect(app.get(TokenVerifier).verify(token)).rejects.toMatchObject({ code: 'revocation_state_stale' });
    heardAt = clock.monotonic();
    await expect(app.get(TokenVerifier).verify(token)).resolves.toMatchObject({ sub: 'alice' });
  });

  it('refuses what has been revoked since', async () => {
    const token = await issuer.mint();
    await app.get(TokenVerifier).verify(token);
    app.get(RevocationState).apply({ kind: 'session', sub: 'alice', sid: 'session-1' });
    await expect(app.get(TokenVerifier).verify(token)).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('looks each token up once, and counts it once', async () => {
    const token = await issuer.mint();
    const counted = () => {
      const { hits, misses } = app.get(SessionCache).stats();
      return { hits, misses };
    };
    await app.get(TokenVerifier).verify(token);
    expect(counted()).toEqual({ hits: 0, misses: 1 });
    await app.get(TokenVerifier).verify(token);
    expect(counted()).toEqual({ hits: 1, misses: 1 });
    clock.advance(3001);
    await expect(app.get(TokenVerifier).verify(token)).rejects.toThrow();
    expect(counted()).toEqual({ hits: 2, misses: 1 });
  });
});
