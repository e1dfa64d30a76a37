import { ISSUER, LocalIssuer, TestClock } from '../testing/local-issuer.js';
import { RevocationIntake } from './revocation-intake.js';
import { RevocationState } from './revocation-state.js';
import { SecurityEventVerifier } from './security-event-verifier.js';

describe('an event whose key the key set does not have', () => {
  const sessionEnded = { kind: 'session', sub: 'alice', sid: 'session-1' } as const;
  const unjudged = { code: 'key_set_unavailable' };
  let issuer: LocalIssuer;
  let clock: TestClock;
  let state: RevocationState;
  let intake: RevocationIntake;

  beforeEach(async () => {
    issuer = await LocalIssuer.create();
    clock = new TestClock();
    state = new RevocationState({ clock });
    const verifier = new SecurityEventVerifier({ issuer: ISSUER, keySource: issuer.securityEventKeySource });
    intake = new RevocationIntake(verifier, state, 3000, clock, { log: () => undefined, warn: () => undefined });
  });

  const signedBy = (kid: string) => issuer.mintEvent(sessionEnded, { header: { kid } });

  it('is handed back to the feed, and applied once the key is there', async () => {
    const event = await signedBy('events-2');
    await expect(intake.apply(event)).rejects.toMatchObject(unjudged);
    clock.advance(9999);
    await expect(intake.apply(event)).rejects.toMatchObject(unjudged);
    const { keys } = issuer.securityEventKeySource;
    keys.set('events-2', { kid: 'events-2', alg: 'EdDSA', key: issuer.eventKeys.publicKey });
    await intake.apply(event);
    expect(state.isRevoked({ sub: 'alice', sid: 'session-1', kid: 'key-1' })).toBe(true);
    expect(intake.refused).toBe(0);
  });

  it('is dropped and counted when the key does not appear in ten seconds, and so is the next one of that key', async () => {
    await expect(intake.apply(await signedBy('forged'))).rejects.toMatchObject(unjudged);
    clock.advance(10_000);
    await intake.apply(await signedBy('forged'));
    await intake.apply(await signedBy('forged'));
    expect([intake.refused, state.stats().applied]).toEqual([2, 0]);
  });

  it('waits for each key by itself', async () => {
    await expect(intake.apply(await signedBy('forged'))).rejects.toMatchObject(unjudged);
    clock.advance(10_000);
    await expect(intake.apply(await signedBy('events-2'))).rejects.toMatchObject(unjudged);
  });

  it('is dropped at once when the key was withdrawn', async () => {
    state.apply({ kind: 'key', kid: 'events-1' });
    issuer.securityEventKeySource.withdraw('events-1');
    await intake.apply(await signedBy('events-1'));
    expect([intake.refused, state.stats().sessions]).toEqual([1, 0]);
  });
});
