import { SignJWT } from 'jose';
import { HttpIssuer } from '../../test/http-issuer.js';
import { AUDIENCE, NOW, TestClock } from '../testing/local-issuer.js';
import { createVerifier, type Verifier } from './create-verifier.js';

describe('a verifier whose issuer has another time', () => {
  let http: HttpIssuer;
  let clock: TestClock;
  let verifier: Verifier;
  let warned: Promise<string>;
  let aheadSeconds: number;
  const headers = new Map<string, string>();

  beforeEach(async () => {
    http = await HttpIssuer.start();
    clock = new TestClock();
    headers.clear();
    const answer = http.routes.get('/jwks');
    http.routes.set('/jwks', (request, response, body) => {
      response.setHeader('date', new Date(clock.now() + aheadSeconds * 1000).toUTCString());
      for (const [name, value] of headers) response.setHeader(name, value);
      answer?.(request, response, body);
    });
    const first = Promise.withResolvers<string>();
    warned = first.promise;
    verifier = createVerifier({
      issuer: http.url,
      audience: AUDIENCE,
      clock,
      log: { log: () => undefined, warn: first.resolve },
    });
  });
  afterEach(async () => {
    await verifier.stop();
    await http.stop();
  });

  it.each([120, -120])('says so in its log, its metrics and its health, and is healthy: %i s', async (by) => {
    aheadSeconds = by;
    await verifier.start();
    const warning = await warned;
    expect(warning).toContain(by > 0 ? 'ahead of' : 'behind');
    expect(warning).toContain('NTP');
    expect(verifier.metrics().clockSkewSeconds).toBeCloseTo(by + 0.5, 1);
    expect(await verifier.health()).toEqual({
      warning: warning,
      clockSkewSeconds: verifier.metrics().clockSkewSeconds,
    });
  });

  it('does not accept a token for that, nor refuse one', async () => {
    aheadSeconds = 120;
    const key = await http.addKey('key-1');
    await verifier.start();
    await warned;
    const mint = (iat: number) =>
      new SignJWT({ iss: http.url, aud: AUDIENCE, sub: 'ada', client_id: 'web', jti: 'a', iat, exp: iat + 300 })
        .setProtectedHeader({ alg: 'ES256', kid: 'key-1', typ: 'at+jwt' })
        .sign(key);
    const refusal = { reason: 'not_yet_valid', claim: 'iat', aheadSeconds: 120 };
    await expect(verifier.verify(await mint(NOW + 120))).rejects.toMatchObject(refusal);
    expect(await verifier.verify(await mint(NOW))).toMatchObject({ sub: 'ada' });
    expect(await verifier.verify(await mint(NOW - 290))).toMatchObject({ sub: 'ada' });
  });

  it.each([
    ['says nothing while the difference is tolerated', 3, {}, 3.5],
    ['takes no time from a cache', 120, { age: '0' }, undefined],
    ['takes no time that is none', 120, { date: 'yesterday' }, undefined],
  ])('%s', async (_, by, sent, seconds) => {
    aheadSeconds = by;
    for (const [name, value] of Object.entries(sent)) headers.set(name, value);
    const { warning, clockSkewSeconds } = await verifier.health();
    expect(warning).toBeUndefined();
    if (seconds === undefined) expect(clockSkewSeconds).toBeUndefined();
    else expect(clockSkewSeconds).toBeCloseTo(seconds, 1);
  });

  it('learns it from the tokens of an issuer that it asks nothing', async () => {
    const key = await http.addKey('key-1');
    const { RemoteKeySource } = await import('../key-sets/remote-key-source.js');
    const source = new RemoteKeySource({ issuer: http.url, select: { typ: 'at+jwt', audience: AUDIENCE }, clock });
    const keySource = { getKey: (kid: string) => source.getKey(kid), withdraw: () => undefined };
    const own = createVerifier({ issuer: http.url, audience: AUDIENCE, clock, keySource });
    aheadSeconds = 0;
    const token = (claims: object) =>
      new SignJWT({ iss: http.url, aud: AUDIENCE, sub: 'ada', client_id: 'web', jti: 'a', iat: NOW, ...claims })
        .setExpirationTime(NOW + 600)
        .setProtectedHeader({ alg: 'ES256', kid: 'key-1', typ: 'at+jwt' })
        .sign(key);
    // A token that is meant for later says nothing about clocks.
    await expect(own.verify(await token({ nbf: NOW + 60 }))).rejects.toMatchObject({ claim: 'nbf', aheadSeconds: 60 });
    expect(own.metrics().clockSkewSeconds).toBeUndefined();
    await expect(own.verify(await token({ iat: NOW + 90 }))).rejects.toMatchObject({ claim: 'iat', aheadSeconds: 90 });
    expect(own.metrics().clockSkewSeconds).toBe(90);
  });
});
