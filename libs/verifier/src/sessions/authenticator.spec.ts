import { AUDIENCE, ISSUER, LocalIssuer, TestClock } from '../testing/local-issuer.js';
import { Freshness } from '../revocation/freshness.js';
import { RevocationState } from '../revocation/revocation-state.js';
import { staleRule } from '../revocation/stale-policies.js';
import { Refusals } from './refusals.js';
import { SessionCache } from './session-cache.js';
import { LocalVerifier } from '../verification/local-verifier.js';
import { Authenticator } from './authenticator.js';

const skew = { tokenFromTheFuture: () => undefined };

describe('between verification and the cache', () => {
  it('an event is not missed: the state is looked at again in the tick of the insertion', async () => {
    const clock = new TestClock();
    const issuer = await LocalIssuer.create();
    const state = new RevocationState({ clock });
    const cache = new SessionCache({ clock });
    const freshness = new Freshness(null, 3000, clock);
    class Interrupted extends LocalVerifier {
      override async verify(token: string) {
        const principal = await super.verify(token);
        state.apply({ kind: 'session', sub: 'alice', sid: 'session-1' });
        return principal;
      }
    }
    const { keySource } = issuer;
    const verifier = new Interrupted({ issuer: ISSUER, audience: AUDIENCE, keySource, revocations: state, clock });
    const rule = staleRule({ mode: 'deny' }, freshness, clock);
    const authenticator = new Authenticator(cache, verifier, state, freshness, rule, new Refusals(), skew);

    const token = await issuer.mint();
    await expect(authenticator.authenticate(`Bearer ${token}`, token)).rejects.toMatchObject({ code: 'invalid_token' });
    expect(authenticator.known(`Bearer ${token}`)).toBeUndefined();
  });
});

describe('a token', () => {
  it('is kept under one header only, however many ways there are to write it', async () => {
    const clock = new TestClock();
    const issuer = await LocalIssuer.create();
    const { keySource } = issuer;
    const state = new RevocationState({ clock });
    const cache = new SessionCache({ clock });
    const freshness = new Freshness(null, 3000, clock);
    const verifier = new LocalVerifier({ issuer: ISSUER, audience: AUDIENCE, keySource, revocations: state, clock });
    const rule = staleRule({ mode: 'deny' }, freshness, clock);
    const authenticator = new Authenticator(cache, verifier, state, freshness, rule, new Refusals(), skew);

    const token = await issuer.mint();
    for (const header of [`bearer ${token}`, `BEARER ${token}`, `Bearer  ${token}`, `Bearer ${token}`]) {
      await expect(authenticator.authenticate(header, token)).resolves.toMatchObject({ sub: 'alice' });
    }
    expect([...cache.entries()].map(([header]) => header)).toEqual([`Bearer ${token}`]);
  });
});
