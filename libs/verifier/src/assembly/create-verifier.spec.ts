import { InvalidTokenError, KeySetUnavailableError, MissingTokenError, type AuthErrorReason } from '../errors.js';
import type { RevocationFeed, RevocationSink } from '../revocation/revocation-feed.js';
import type { StalePolicy } from '../revocation/stale-policies.js';
import { AUDIENCE, forge, ISSUER, LocalIssuer, NOW, TestClock, type MintOptions } from '../testing/local-issuer.js';
import { createVerifier, verifierFactory, type Verifier } from './create-verifier.js';

/** A feed that a test drives by hand. */
class ManualFeed implements RevocationFeed {
  sink: RevocationSink | undefined;
  stopped = false;
  heardAt = -Infinity;
  start = async (sink: RevocationSink): Promise<void> => void (this.sink = sink);
  stop = async (): Promise<void> => void (this.stopped = true);
  lastHeardAt = (): number => this.heardAt;
}

describe('a verifier', () => {
  let issuer: LocalIssuer;
  let clock: TestClock;
  let feed: ManualFeed;
  let verifier: Verifier;
  const said: string[] = [];

  const create = (whenStale: StalePolicy = { mode: 'deny' }): Verifier => {
    const { keySource, securityEventKeySource } = issuer;
    return createVerifier({
      issuer: ISSUER,
      audience: AUDIENCE,
      keySource,
      securityEventKeySource,
      clock,
      revocation: { feed, whenStale },
      log: { log: (message) => said.push(message), warn: (message) => said.push(message) },
    });
  };

  beforeEach(async () => {
    issuer = await LocalIssuer.create();
    clock = new TestClock();
    feed = new ManualFeed();
    feed.heardAt = clock.monotonic();
    said.length = 0;
    verifier = create();
    await verifier.start();
  });
  afterEach(() => verifier.stop());

  it('verifies a token once, and knows its header from then on', async () => {
    const token = await issuer.mint();
    expect(verifier.known(`Bearer ${token}`)).toBeUndefined();
    const principal = await verifier.verify(token);
    expect(principal).toMatchObject({ sub: 'alice' });
    expect(verifier.known(`Bearer ${token}`)).toBe(principal);
  });

  it('applies what its feed delivers, closes live connections, and tells of both in its metrics', async () => {
    const principal = await verifier.verify(await issuer.mint());
    const closed: string[] = [];
    verifier.live.register(principal, (reason) => closed.push(reason));
    expect(verifier.metrics()).toMatchObject({ cache: { entries: 1 }, liveConnections: 1 });
    await feed.sink?.apply(await issuer.mintEvent({ kind: 'session', sub: 'alice', sid: 'session-1' }));
    expect(closed).toEqual(['session_revoked']);
    expect(verifier.state.isRevoked(principal)).toBe(true);
    expect(verifier.metrics()).toMatchObject({
      cache: { entries: 0, revocations: 1 },
      revocations: { sessions: 1 },
      feed: { stale: false, refused: 0 },
      liveConnections: 0,
    });
  });

  it('is healthy while it hears its feed', async () => {
    expect(await verifier.health()).toEqual({ warning: undefined, clockSkewSeconds: undefined });
    clock.advance(3001);
    await expect(verifier.health()).rejects.toThrow('nothing heard');
  });

  it('stops its feed', async () => {
    await verifier.stop();
    expect(feed.stopped).toBe(true);
  });

  it('starts once however often it is told to, and not again after its stop', async () => {
    const startOfFeed = jest.spyOn(feed, 'start');
    await verifier.start();
    expect(startOfFeed).not.toHaveBeenCalled();
    await verifier.stop();
    await expect(verifier.start()).rejects.toThrow('make another one');
  });

  it('drops a revoked token though what closes a connection throws, and closes the other connections', async () => {
    const token = await issuer.mint();
    const principal = await verifier.verify(token);
    const closed: string[] = [];
    verifier.live.register(principal, () => {
      throw new Error('the socket is gone');
    });
    verifier.live.register(principal, (reason) => closed.push(reason));
    await feed.sink?.apply(await issuer.mintEvent({ kind: 'session', sub: 'alice', sid: 'session-1' }));
    expect(verifier.known(`Bearer ${token}`)).toBeUndefined();
    expect(closed).toEqual(['session_revoked']);
    expect(said).toEqual([expect.stringContaining('the socket is gone')]);
  });

  it('leaves alone a feed that refused to start for it', async () => {
    feed.start = () => Promise.reject(new Error('another verifier has it'));
    const second = create();
    await expect(second.start()).rejects.toThrow('another verifier has it');
    await second.stop();
    expect(feed.stopped).toBe(false);
  });

  it('has a feed of its own, where a function makes them', async () => {
    const { keySource, securityEventKeySource } = issuer;
    const feeds: ManualFeed[] = [];
    const makeFeed = () => {
      const made = new ManualFeed();
      made.heardAt = clock.monotonic();
      feeds.push(made);
      return made;
    };
    const revocation = { feed: makeFeed, whenStale: { mode: 'deny' } } as const;
    const make = verifierFactory({
      issuer: ISSUER,
      audience: AUDIENCE,
      keySource,
      securityEventKeySource,
      clock,
      revocation,
    });
    const both = [make(), make()];
    await Promise.all(both.map((each) => each.start()));
    const token = await issuer.mint();
    const event = await issuer.mintEvent({ kind: 'session', sub: 'alice', sid: 'session-1' });
    await Promise.all(feeds.map(async ({ sink }) => sink?.apply(event)));
    for (const each of both) await expect(each.verify(token)).rejects.toMatchObject({ reason: 'session_revoked' });
    await both[0]?.stop();
    expect(feeds.map(({ stopped }) => stopped)).toEqual([true, false]);
    await both[1]?.stop();
  });

  it('is not made when the function makes no feed', () => {
    const make = verifierFactory({ issuer: ISSUER, audience: AUDIENCE, revocation: { feed: () => ({}) as never } });
    expect(make).toThrow('revocation.feed must be an object with start(), stop(), lastHeardAt()');
  });

  it('gives an event whose key is not published yet as much time as its own clock says', async () => {
    const stranger = await LocalIssuer.create();
    const key = stranger.eventKeys.privateKey;
    const event = await issuer.mintEvent(
      { kind: 'session', sub: 'alice', sid: 'session-1' },
      { header: { kid: 'unknown' }, key },
    );
    await expect(feed.sink?.apply(event)).rejects.toMatchObject({ code: 'key_set_unavailable' });
    clock.advance(10_000);
    await expect(feed.sink?.apply(event)).resolves.toBeUndefined();
    expect(said).toEqual([expect.stringContaining('Dropped')]);
  });

  describe('says why it refuses', () => {
    const refusalOf = async (token: string) =>
      verifier.verify(token).then(
        () => undefined,
        (error: unknown) => error,
      );

    it.each<[AuthErrorReason, MintOptions]>([
      ['type', { header: { typ: 'jwt' } }],
      ['header', { header: { jku: 'https://stranger.test' } }],
      ['unknown_key', { header: { kid: 'unknown' } }],
      ['claims', { without: ['client_id'] }],
      ['issuer', { claims: { iss: 'https://stranger.test' } }],
      ['audience', { claims: { aud: 'urn:test:other' } }],
      ['expired', { claims: { iat: NOW - 600, exp: NOW - 300 } }],
      ['not_yet_valid', { claims: { nbf: NOW + 60 } }],
      ['lifetime', { claims: { exp: NOW + 3601 } }],
      ['bound', { claims: { cnf: { jkt: 'thumbprint' } } }],
    ])('of a token: %s', async (reason, minted) => {
      expect(await refusalOf(await issuer.mint(minted))).toMatchObject({ code: 'invalid_token', reason });
    });

    it('of what is not a token, is not signed, or has another signature', async () => {
      const token = await issuer.mint();
      const unsigned = forge({ typ: 'at+jwt', alg: 'none', kid: 'key-1' }, {});
      expect(await refusalOf(unsigned)).toMatchObject({ reason: 'algorithm' });
      expect(await refusalOf('a.b')).toMatchObject({ reason: 'malformed' });
      expect(await refusalOf(`${token.slice(0, token.lastIndexOf('.'))}.AAAA`)).toMatchObject({ reason: 'signature' });
    });

    it.each([
      ['account_revoked', { kind: 'account', change: 'account-disabled', sub: 'alice', minEpoch: 4 }],
      ['session_revoked', { kind: 'session', sub: 'alice', sid: 'session-1' }],
      ['all_tokens_revoked', { kind: 'issuer', minEpoch: 4 }],
    ] as const)('of a revoked one: %s', async (reason, event) => {
      verifier.state.apply(event);
      expect(await refusalOf(await issuer.mint())).toMatchObject({ code: 'invalid_token', reason });
    });

    it('of a token whose key was withdrawn while it was being verified', async () => {
      const { keySource } = issuer;
      keySource.withdraw = () => undefined;
      verifier.state.apply({ kind: 'key', kid: 'key-1' });
      expect(await refusalOf(await issuer.mint())).toMatchObject({ code: 'invalid_token', reason: 'key_withdrawn' });
    });

    it('of a token that the issuer says is inactive', async () => {
      verifier = create({ mode: 'introspect', tokenStatus: { isActive: async () => false } });
      clock.advance(3001);
      expect(await refusalOf(await issuer.mint())).toMatchObject({ code: 'invalid_token', reason: 'inactive' });
    });

    it('of what it can not judge, which is the code', async () => {
      issuer.keySource.failure = new KeySetUnavailableError('connection refused');
      const refusal = await refusalOf(await issuer.mint());
      expect(refusal).toMatchObject({ code: 'key_set_unavailable', reason: 'key_set_unavailable', status: 503 });
    });

    it('and counts each reason', async () => {
      const other = await issuer.mint({ claims: { aud: 'urn:test:other' } });
      await Promise.all([refusalOf(other), refusalOf(other), refusalOf('a.b')]);
      expect(verifier.metrics().refusals).toEqual({ audience: 2, malformed: 1 });
    });

    it('and counts what others refuse, each once, under no other reasons than there are', async () => {
      const own = await verifier.verify('a.b').catch((error: unknown) => error as InvalidTokenError);
      verifier.countRefusal(own as InvalidTokenError);
      verifier.countRefusal(new MissingTokenError());
      for (const reason of ['of', 'their', 'own'] as never[])
        verifier.countRefusal(new InvalidTokenError('', { reason }));
      expect(verifier.metrics().refusals).toEqual({ malformed: 1, missing_token: 1, invalid_token: 3 });
    });

    it('and counts each request where several wait for the same answer', async () => {
      const failure = new KeySetUnavailableError('connection refused');
      issuer.keySource.failure = failure;
      await Promise.all([await issuer.mint(), await issuer.mint()].map(refusalOf));
      expect(verifier.metrics().refusals).toEqual({ key_set_unavailable: 2 });
    });

    it('and keeps it out of what is sent', async () => {
      const refusal = await refusalOf(await issuer.mint({ claims: { aud: 'urn:test:other' } }));
      const { problem } = refusal as { problem: object };
      expect(Object.keys(problem)).toEqual(['type', 'title', 'status', 'code', 'detail']);
    });
  });
});
