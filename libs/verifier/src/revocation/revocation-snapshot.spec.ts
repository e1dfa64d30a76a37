import fc from 'fast-check';
import { ISSUER, LocalIssuer, NOW } from '../testing/local-issuer.js';
import {
  dealToParts,
  parseSnapshotPart,
  snapshotClaims,
  type SnapshotEvent,
  type SnapshotPart,
} from './revocation-snapshot.js';
import { SecurityEventVerifier } from './security-event-verifier.js';

const id = fc.string({ minLength: 1, maxLength: 40 });
const event: fc.Arbitrary<SnapshotEvent> = fc.oneof(
  fc.record({
    kind: fc.constant('account' as const),
    change: fc.constant('sessions-revoked' as const),
    sub: id,
    minEpoch: fc.nat(),
  }),
  fc.record({ kind: fc.constant('session' as const), sub: id, sid: id }),
  fc.record({ kind: fc.constant('issuer' as const), minEpoch: fc.nat() }),
);
const identifier = (e: SnapshotEvent) => (e.kind === 'account' ? e.sub : e.kind === 'session' ? e.sid : '');
const uniqueEvents = fc.uniqueArray(event, {
  selector: (e) => `${e.kind} ${identifier(e)}`,
});
const about = { stream: '2026-11-26T10:00:00Z', upTo: 41, remembersMs: 360_000, part: 1, parts: 3 };
const text = (events: Iterable<SnapshotEvent>) => [...events].map((e) => JSON.stringify(e)).sort();

describe('a part of a snapshot', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(uniqueEvents, (events) => {
        const claims: unknown = JSON.parse(JSON.stringify(snapshotClaims({ ...about, events }, ISSUER, NOW)));
        const { events: read, ...rest } = parseSnapshotPart(claims);
        expect(rest).toEqual(about);
        expect(text(read)).toEqual(text(events));
      }),
    );
  });

  it.each<[string, object]>([
    ['no sequence', { up_to: undefined }],
    ['an epoch that is no number', { accounts: [['alice', '4']] }],
    ['a negative sequence', { up_to: -1 }],
  ])('with %s is none', (_case, change) => {
    const claims = snapshotClaims({ ...about, events: [] }, ISSUER, NOW);
    const snapshot = { ...(claims['snapshot'] as object), ...change };
    expect(() => parseSnapshotPart({ ...claims, snapshot })).toThrow(TypeError);
  });
});

describe('the parts of a snapshot', () => {
  it('have every event once between them, each where every replica looks for it', () => {
    fc.assert(
      fc.property(uniqueEvents, fc.integer({ min: 1, max: 9 }), (events, parts) => {
        const dealt = dealToParts(events, parts);
        expect(dealt).toHaveLength(parts);
        expect(text(dealt.flat())).toEqual(text(events));
        expect(dealToParts(events.toReversed(), parts).map(text)).toEqual(dealt.map(text));
      }),
    );
  });

  it('are about as large as each other', () => {
    const events = Array.from({ length: 10_000 }, (_, i): SnapshotEvent => {
      return { kind: 'session', sub: 'alice', sid: `018f4e2a-0000-7000-8000-${String(i).padStart(12, '0')}` };
    });
    for (const part of dealToParts(events, 10)) {
      expect(part.length).toBeGreaterThan(800);
      expect(part.length).toBeLessThan(1200);
    }
  });
});

describe('the token of a part', () => {
  let issuer: LocalIssuer;
  let other: LocalIssuer;
  let verifier: SecurityEventVerifier;
  const part: SnapshotPart = { ...about, events: [{ kind: 'session', sub: 'alice', sid: 'session-1' }] };
  const claims = () => snapshotClaims(part, ISSUER, NOW);

  beforeAll(async () => {
    issuer = await LocalIssuer.create();
    other = await LocalIssuer.create();
    verifier = new SecurityEventVerifier({ issuer: ISSUER, keySource: issuer.securityEventKeySource });
  });

  it('is accepted by the key of security events', async () => {
    await expect(verifier.verifySnapshot(await issuer.signSnapshot(claims()))).resolves.toEqual(part);
  });

  it.each<[string, () => Promise<string>]>([
    ['another key', () => other.signSnapshot(claims())],
    ['another issuer', () => issuer.signSnapshot({ ...claims(), iss: 'https://evil.test' })],
    ['another audience', () => issuer.signSnapshot({ ...claims(), aud: 'urn:test:api' })],
    ['another form', () => issuer.signSnapshot({ ...claims(), snapshot: [] })],
    ['a security event', () => issuer.mintEvent({ kind: 'session', sub: 'alice', sid: 'session-1' })],
    ['an access token', () => issuer.mint()],
  ])('is refused with %s', async (_case, token) => {
    await expect(verifier.verifySnapshot(await token())).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('does not pass for a security event', async () => {
    await expect(verifier.verify(await issuer.signSnapshot(claims()))).rejects.toMatchObject({ code: 'invalid_token' });
  });
});
