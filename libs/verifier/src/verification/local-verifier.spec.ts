import { CompactSign, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { AUDIENCE, ISSUER, LocalIssuer, NOW, TestClock } from '../testing/local-issuer.js';
import { KeySetUnavailableError, type AuthError } from '../errors.js';
import { RevocationState } from '../revocation/revocation-state.js';
import { LocalVerifier } from './local-verifier.js';

describe('an access token', () => {
  let issuer: LocalIssuer;
  let clock: TestClock;
  let revocations: RevocationState;
  let verifier: LocalVerifier;

  beforeAll(async () => {
    issuer = await LocalIssuer.create();
  });
  beforeEach(() => {
    issuer.keySource.failure = undefined;
    clock = new TestClock();
    revocations = new RevocationState({ clock });
    verifier = verifierOf(issuer);
  });

  function verifierOf({ keySource }: LocalIssuer, options: object = {}): LocalVerifier {
    return new LocalVerifier({ issuer: ISSUER, audience: AUDIENCE, keySource, revocations, clock, ...options });
  }

  async function refusalOf(token: string | Promise<string>): Promise<{ code: string; detail: string }> {
    const error = await verifier.verify(await token).then(
      () => Promise.reject(new Error('the token was accepted')),
      (refusal: AuthError) => refusal,
    );
    return { code: error.code, detail: error.message };
  }

  const refused = (detail: string) => ({ code: 'invalid_token', detail: expect.stringContaining(detail) });

  it('becomes a frozen principal', async () => {
    const principal = await verifier.verify(
      await issuer.mint({ claims: { auth_time: NOW - 60, amr: ['pwd'], aud: ['urn:other', AUDIENCE] } }),
    );
    expect(principal).toMatchObject({
      issuer: ISSUER,
      sub: 'alice',
      clientId: 'web',
      sid: 'session-1',
      epoch: 3,
      roles: ['customer'],
      authTime: NOW - 60,
      amr: ['pwd'],
      iat: NOW,
      exp: NOW + 300,
      kid: 'key-1',
    });
    expect([...principal.scopes]).toEqual(['orders:read', 'orders:write']);
    expect(Object.isFrozen(principal) && Object.isFrozen(principal.roles)).toBe(true);
  });

  it('of a client that speaks for itself has neither session nor epoch', async () => {
    const principal = await verifier.verify(await issuer.mint({ without: ['sid', 'epoch', 'scope', 'roles'] }));
    expect(principal).not.toHaveProperty('sid');
    expect(principal).not.toHaveProperty('epoch');
    expect(principal.scopes.size).toBe(0);
    expect(principal.roles).toEqual([]);
  });

  it.each(['ES256', 'EdDSA', 'PS256'] as const)('signed with %s is accepted', async (alg) => {
    const other = await LocalIssuer.create(alg);
    await expect(verifierOf(other).verify(await other.mint())).resolves.toMatchObject({ sub: 'alice' });
  });

  it.each(['at+jwt', 'AT+JWT', 'application/at+jwt'])('of type %s is accepted', async (typ) => {
    await expect(verifier.verify(await issuer.mint({ header: { typ } }))).resolves.toBeDefined();
  });

  describe('is refused before anything is decoded', () => {
    it('when it is longer than the bound', async () => {
      const token = await issuer.mint({ claims: { padding: 'x'.repeat(8192) } });
      expect(await refusalOf(token)).toEqual(refused('longer than 8192'));
    });

    it.each(['', 'abc', 'a.b', 'a.b.', 'a.b.c.d', 'a.b.c.d.e', 'a.b.c=', 'a.b+.c', 'ä.b.c', 'a.b.c\n'])(
      'when it is %j, which is no signed JWT',
      async (token) => {
        expect(await refusalOf(token)).toEqual(refused('not a signed JWT'));
      },
    );
  });

  describe('is refused for its key', () => {
    it('without a signature, whatever its alg says', async () => {
      expect(await refusalOf(new UnsecuredJWT({ sub: 'mallory' }).encode())).toEqual(refused('not a signed JWT'));
    });

    it('when HMAC is made with the public key', async () => {
      const publicKey = new TextEncoder().encode(await exportSPKI(issuer.keys.publicKey));
      const token = issuer.mint({ header: { alg: 'HS256' }, key: publicKey });
      expect(await refusalOf(token)).toEqual(refused('algorithm'));
    });

    it('with an algorithm that this resource server does not allow', async () => {
      verifier = verifierOf(issuer, { algorithms: ['EdDSA'] });
      expect(await refusalOf(issuer.mint())).toEqual(refused('not one of EdDSA'));
    });

    it('with an algorithm that its key is not used with', async () => {
      const { privateKey } = await generateKeyPair('EdDSA');
      const token = issuer.mint({ header: { alg: 'EdDSA' }, key: privateKey });
      expect(await refusalOf(token)).toEqual(refused('another algorithm than its key'));
    });

    it.each(['key-2', '../key-1', "' OR 1=1", 'https://mallory.test/key-1', '__proto__'])(
      'with the kid %s, which names no key',
      async (kid) => {
        expect(await refusalOf(issuer.mint({ header: { kid } }))).toEqual(refused('does not publish'));
      },
    );
  });

  describe('is refused for its signature', () => {
    it('by another key', async () => {
      const { privateKey } = await generateKeyPair('ES256');
      expect(await refusalOf(issuer.mint({ key: privateKey }))).toEqual(refused('signature is not valid'));
    });

    it('over other claims', async () => {
      const [header, , signature] = (await issuer.mint()).split('.') as [string, string, string];
      const claims = Buffer.from(JSON.stringify({ sub: 'mallory' })).toString('base64url');
      expect(await refusalOf(`${header}.${claims}.${signature}`)).toEqual(refused('signature is not valid'));
    });

    it.each<[string, (claims: object) => Uint8Array]>([
      ['no JSON object', () => Buffer.from('"alice"')],
      ['not UTF-8', (claims) => Buffer.from(JSON.stringify({ ...claims, sub: 'Zo\xeb' }), 'latin1')],
    ])('over claims that are %s', async (_name, write) => {
      const token = new CompactSign(write(decoded(await issuer.mint())))
        .setProtectedHeader({ alg: 'ES256', kid: 'key-1', typ: 'at+jwt' })
        .sign(issuer.keys.privateKey);
      expect(await refusalOf(token)).toEqual(refused('claims of the token are not readable'));
    });
  });

  describe('is refused for its claims', () => {
    it.each(['iss', 'sub', 'aud', 'client_id', 'jti', 'iat', 'exp'])('without %s', async (name) => {
      expect(await refusalOf(issuer.mint({ without: [name] }))).toEqual(refused(`"${name}" is missing`));
    });

    it.each([
      ['exp', '1800000300'],
      ['iat', -1],
      ['sub', ''],
      ['aud', [7]],
      ['jti', 7],
      ['scope', ['orders:read']],
      ['roles', 'admin'],
      ['sid', 7],
      ['epoch', 1.5],
      ['epoch', '3'],
      ['nbf', 'now'],
      ['auth_time', 'now'],
      ['amr', 'pwd'],
    ])('with %s = %j', async (name, value) => {
      const token = new SignJWT({ ...decoded(await issuer.mint()), [name]: value } as never)
        .setProtectedHeader({ alg: 'ES256', kid: 'key-1', typ: 'at+jwt' })
        .sign(issuer.keys.privateKey);
      expect(await refusalOf(token)).toEqual(refused(`"${name}"`));
    });

    it.each(['https://mallory.test', `${ISSUER}/`, ISSUER.toUpperCase()])('of the issuer %s', async (iss) => {
      expect(await refusalOf(issuer.mint({ claims: { iss } }))).toEqual(refused('another issuer'));
    });

    it.each(['urn:test:other', `${AUDIENCE}/`, ['urn:a', 'urn:b'], []])('meant for %j', async (aud) => {
      expect(await refusalOf(issuer.mint({ claims: { aud } }))).toEqual(refused('another audience'));
    });

    it('when it is bound to a key, because a bearer proves nothing', async () => {
      const token = issuer.mint({ claims: { cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } } });
      expect(await refusalOf(token)).toEqual(refused('bound to a key'));
    });
  });

  describe('is refused for its time', () => {
    it('from the leeway after its expiry on', async () => {
      const token = await issuer.mint();
      clock.ms = (NOW + 300 + 5) * 1000 - 1;
      await expect(verifier.verify(token)).resolves.toBeDefined();
      clock.advance(1);
      expect(await refusalOf(token)).toEqual(refused('expired'));
    });

    it('until the leeway before it is valid', async () => {
      const token = await issuer.mint({ claims: { nbf: NOW + 60 } });
      expect(await refusalOf(token)).toEqual(refused('not valid yet'));
      clock.ms = (NOW + 55) * 1000;
      await expect(verifier.verify(token)).resolves.toBeDefined();
    });

    it('when it was issued in the future', async () => {
      expect(await refusalOf(issuer.mint({ claims: { iat: NOW + 6 } }))).toEqual(refused('issued in the future'));
    });

    it('when it expires before it was issued', async () => {
      const token = issuer.mint({ claims: { iat: NOW + 3, exp: NOW + 2 } });
      expect(await refusalOf(token)).toEqual(refused('expires before'));
    });

    it('when it would outlive the memory of its revocation', async () => {
      verifier = verifierOf(issuer, { maxTokenLifetimeSeconds: 299 });
      expect(await refusalOf(issuer.mint())).toEqual(refused('lives longer'));
    });
  });

  describe('is refused once revoked', () => {
    it('by the epoch of its account, exactly and in the same second', async () => {
      const [older, newer] = await Promise.all([issuer.mint(), issuer.mint({ claims: { epoch: 4 } })]);
      revocations.apply({ kind: 'account', change: 'account-disabled', sub: 'alice', minEpoch: 4 });
      expect(await refusalOf(older)).toEqual(refused('account has changed'));
      await expect(verifier.verify(newer)).resolves.toBeDefined();
    });

    it('by its session', async () => {
      revocations.apply({ kind: 'session', sub: 'alice', sid: 'session-1' });
      expect(await refusalOf(issuer.mint())).toEqual(refused('session has ended'));
      await expect(verifier.verify(await issuer.mint({ claims: { sid: 'session-2' } }))).resolves.toBeDefined();
    });

    it('by its key', async () => {
      revocations.apply({ kind: 'key', kid: 'key-1' });
      expect(await refusalOf(issuer.mint())).toEqual(refused('withdrawn'));
    });
  });

  it('is neither accepted nor refused while its key can not be looked up', async () => {
    issuer.keySource.failure = new KeySetUnavailableError('connection refused');
    expect((await refusalOf(issuer.mint())).code).toBe('key_set_unavailable');
  });
});

function decoded(token: string): object {
  return JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()) as object;
}
