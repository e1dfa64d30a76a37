import fc from 'fast-check';
import { generateKeyPair } from 'jose';
import { ISSUER, LocalIssuer, NOW, type MintOptions } from '../testing/local-issuer.js';
import { ACCOUNT_CHANGES, securityEventSubject, type SecurityEvent } from './security-event.js';
import { parseSecurityEvent, securityEventClaims } from './security-event-claims.js';
import { SecurityEventVerifier } from './security-event-verifier.js';

const session: SecurityEvent = { kind: 'session', sub: 'alice', sid: 'session-1' };
const disabled: SecurityEvent = { kind: 'account', change: 'account-disabled', sub: 'alice', minEpoch: 4 };
const allRevoked = { events: { 'urn:hallpass:secevent:event-type:all-tokens-revoked': { min_epoch: 7 } } };

describe('the claims of a security event', () => {
  const envelope = { issuer: ISSUER, jti: 'event-1', iat: NOW };

  it('are read as they were written, whatever the event', () => {
    const id = fc.string({ minLength: 1, maxLength: 40 });
    const event: fc.Arbitrary<SecurityEvent> = fc.oneof(
      fc.record({
        kind: fc.constant('account' as const),
        change: fc.constantFrom(...ACCOUNT_CHANGES),
        sub: id,
        minEpoch: fc.nat(),
      }),
      fc.record({ kind: fc.constant('session' as const), sub: id, sid: id }),
      fc.record({ kind: fc.constant('key' as const), kid: id }),
      fc.record({ kind: fc.constant('issuer' as const), minEpoch: fc.nat() }),
    );
    fc.assert(fc.property(event, (e) => expect(parseSecurityEvent(securityEventClaims(e, envelope))).toEqual(e)));
  });

  it('name the subject by RFC 9493 and the event by RISC or CAEP, with neither sub nor exp', () => {
    expect(securityEventClaims(disabled, { ...envelope, reason: 'fraud' })).toEqual({
      iss: ISSUER,
      aud: 'urn:hallpass:services',
      iat: NOW,
      jti: 'event-1',
      sub_id: { format: 'iss_sub', iss: ISSUER, sub: 'alice' },
      events: {
        'https://schemas.openid.net/secevent/risc/event-type/account-disabled': {
          min_epoch: 4,
          event_timestamp: NOW,
          reason_admin: { en: 'fraud' },
        },
      },
    });
  });

  it.each<[string, SecurityEvent]>([
    ['https://schemas.openid.net/secevent/risc/event-type/account-disabled', disabled],
    ['https://schemas.openid.net/secevent/risc/event-type/account-enabled', { ...disabled, change: 'account-enabled' }],
    [
      'https://schemas.openid.net/secevent/caep/event-type/credential-change',
      { ...disabled, change: 'credential-change' },
    ],
    [
      'https://schemas.openid.net/secevent/caep/event-type/token-claims-change',
      { ...disabled, change: 'token-claims-change' },
    ],
    [
      'https://schemas.openid.net/secevent/caep/event-type/session-revoked',
      { ...disabled, change: 'sessions-revoked' },
    ],
    ['https://schemas.openid.net/secevent/caep/event-type/session-revoked', session],
    ['urn:hallpass:secevent:event-type:key-withdrawn', { kind: 'key', kid: 'key-1' }],
    ['urn:hallpass:secevent:event-type:all-tokens-revoked', { kind: 'issuer', minEpoch: 7 }],
  ])('carry one event of the type %s for %j', (uri, event) => {
    const claims = securityEventClaims(event, envelope);
    expect(Object.keys(claims['events'] as object)).toEqual([uri]);
    expect(Object.keys(claims).sort()).toEqual(['aud', 'events', 'iat', 'iss', 'jti', 'sub_id']);
  });

  it.each([
    ['several events', { events: { a: {}, b: {} } }],
    ['no event', { events: {} }],
    ['an unknown type for an account', { events: { 'urn:unknown': { min_epoch: 1 } } }],
    ['no epoch', { events: { 'https://schemas.openid.net/secevent/risc/event-type/account-disabled': {} } }],
    ['a subject of another issuer', { sub_id: { format: 'iss_sub', iss: 'https://mallory.test', sub: 'alice' } }],
    ['a subject of an unknown format', { sub_id: { format: 'email', email: 'alice@test' } }],
    ['an account event about an issuer', { sub_id: { format: 'uri', uri: ISSUER } }],
    ['an event about another issuer', { ...allRevoked, sub_id: { format: 'uri', uri: 'https://mallory.test' } }],
    ['an account event about a key', { sub_id: { format: 'opaque', id: 'key-1' } }],
    [
      'an account event about a session',
      {
        sub_id: {
          format: 'complex',
          user: { format: 'iss_sub', iss: ISSUER, sub: 'alice' },
          session: { format: 'opaque', id: 's' },
        },
      },
    ],
  ])('are refused with %s', (_name, claims) => {
    expect(() => parseSecurityEvent({ ...securityEventClaims(disabled, envelope), ...claims })).toThrow(TypeError);
  });

  it('travel under a subject that holds the identifier, encoded where a subject may not hold it', () => {
    expect(securityEventSubject(disabled)).toBe('security.v1.account.alice');
    expect(securityEventSubject(session)).toBe('security.v1.session.session-1');
    expect(securityEventSubject({ kind: 'key', kid: 'key-1' })).toBe('security.v1.key.key-1');
    expect(securityEventSubject({ kind: 'issuer', minEpoch: 7 })).toBe('security.v1.issuer');
    expect(securityEventSubject({ ...session, sid: 'a.b >*' })).toMatch(/^security\.v1\.session\.~[\w-]+$/);
  });
});

describe('a security event token', () => {
  let issuer: LocalIssuer;
  let verifier: SecurityEventVerifier;

  beforeAll(async () => {
    issuer = await LocalIssuer.create();
    verifier = new SecurityEventVerifier({ issuer: ISSUER, keySource: issuer.securityEventKeySource });
  });

  it('of the issuer is an event', async () => {
    await expect(verifier.verify(await issuer.mintEvent(session))).resolves.toEqual(session);
  });

  it('however old is an event', async () => {
    const old = await issuer.mintEvent(session, { claims: { iat: NOW - 1e8 } });
    await expect(verifier.verify(old)).resolves.toEqual(session);
  });

  const refusals: [string, MintOptions][] = [
    ['of another type', { header: { typ: 'at+jwt' } }],
    ['of another issuer', { claims: { iss: 'https://mallory.test' } }],
    ['for another audience', { claims: { aud: 'urn:other' } }],
    ['with a sub, lest it pass for an access token', { claims: { sub: 'alice' } }],
    ['with an exp', { claims: { exp: NOW + 60 } }],
    ['without jti', { without: ['jti'] }],
    ['without iat', { without: ['iat'] }],
    ['without events', { without: ['events'] }],
  ];
  it.each(refusals)('%s is refused', async (_name, options) => {
    const token = await issuer.mintEvent(session, options);
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('signed with a key for access tokens is refused', async () => {
    const token = await issuer.mintEvent(session, {
      header: { alg: 'ES256', kid: 'key-1' },
      key: issuer.keys.privateKey,
    });
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('forged by whoever may publish on the broker is refused', async () => {
    const { privateKey } = await generateKeyPair('EdDSA');
    const token = await issuer.mintEvent(session, { key: privateKey });
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'invalid_token' });
  });
});
