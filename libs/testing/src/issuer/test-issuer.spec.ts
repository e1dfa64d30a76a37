import { AUDIENCES } from '@hallpass/contracts';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { TestIssuer } from './test-issuer.js';

describe('the test issuer', () => {
  let issuer: TestIssuer;
  beforeEach(async () => {
    issuer = await TestIssuer.start({ audiences: ['urn:example:api'] });
  });
  afterEach(() => issuer.stop());

  const json = async (path: string, init?: RequestInit) => (await fetch(new URL(path, issuer.url), init)).json();

  it.each([AUDIENCES.orderApi, AUDIENCES.identityApi, 'urn:example:api'])(
    'mints access tokens for %s that verify against the key set its metadata names',
    async (aud) => {
      const token = await issuer.mint({ aud, scope: 'orders:read' });
      const { hallpass_key_sets: sets } = (await json('/.well-known/oauth-authorization-server')) as {
        hallpass_key_sets: { typ: string; audience: string; jwks_uri: string }[];
      };
      const set = sets.find(({ typ, audience }) => typ === 'at+jwt' && audience === aud)!;
      const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(set.jwks_uri)), {
        typ: 'at+jwt',
        issuer: issuer.url,
        audience: aud,
      });
      expect(payload).toMatchObject({ scope: 'orders:read', roles: ['customer'], epoch: 0 });
      expect(issuer.keySets.size).toBe(8);
    },
  );

  it('leaves claims out and changes the header as told', async () => {
    const token = await issuer.mint({
      aud: AUDIENCES.orderApi,
      sub: undefined,
      exp: 12,
      typ: 'JWT',
      useCase: 'id-token',
      header: { kid: undefined, crit: undefined, jku: 'https://elsewhere.example' },
    });
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', typ: 'JWT', jku: 'https://elsewhere.example' });
    expect(decodeJwt(token)).toMatchObject({ exp: 12 });
    expect(decodeJwt(token)).not.toHaveProperty('sub');
  });

  it('publishes the new key beside the old one after a rotation, and signs with it', async () => {
    const before = issuer.keySet('order-api').active.kid;
    const { kid } = await issuer.rotate('order-api');
    const { keys } = (await json('/.well-known/jwks/order-api.json')) as { keys: { kid: string }[] };
    expect(keys.map((key) => key.kid)).toEqual([before, kid]);
    expect(decodeProtectedHeader(await issuer.mint({ aud: AUDIENCES.orderApi })).kid).toBe(kid);
  });

  it('answers introspection: active until the token is taken out', async () => {
    const token = await issuer.mint({ aud: AUDIENCES.orderApi, sub: 'somebody' });
    const ask = () => json('/oauth/introspect', { method: 'POST', body: new URLSearchParams({ token }) });
    expect(await ask()).toMatchObject({ active: true, sub: 'somebody' });
    issuer.activeTokens.delete(token);
    expect(await ask()).toEqual({ active: false });
    expect(issuer.requestCount('/oauth/introspect')).toBe(2);
  });

  it('can be away and come back at the same address, be broken, or be slow', async () => {
    const { url } = issuer;
    await issuer.switchOff();
    await expect(fetch(url)).rejects.toThrow('fetch failed');
    await issuer.switchOn();
    expect(issuer.url).toBe(url);
    issuer.breakWith(500);
    expect((await fetch(url)).status).toBe(500);
    issuer.breakWith(undefined);
    const release = issuer.hold();
    const answer = fetch(`${url}/.well-known/jwks.json`);
    release();
    expect((await answer).status).toBe(200);
  });
});
