import { IntrospectionClient, RemoteKeySource } from '@hallpass/verifier';
import { AUDIENCES, TOKEN_TYPES } from '@hallpass/contracts';
import { decodeProtectedHeader } from 'jose';
import { IdentityApp, ISSUER } from './identity-app.js';
import { type LoggedIn, People } from './people.js';
import { ServiceClient, serviceClients } from './service-client.js';
import { kidOf, refresh } from './tokens.js';

describe('what anybody may know of the issuer', () => {
  let identity: IdentityApp;
  let person: LoggedIn;
  let client: ServiceClient;
  beforeAll(async () => {
    client = await ServiceClient.start('order-api', { serves: [AUDIENCES.identityApi] });
    identity = await IdentityApp.start({ SERVICE_CLIENTS: serviceClients(client) });
    person = await new People(identity).customer();
  });
  afterAll(async () => {
    await identity?.stop();
    await client.stop();
  });

  const keySet = '/.well-known/jwks/identity-api.json';

  it.each(['oauth-authorization-server', 'openid-configuration'])('%s names every endpoint', async (path) => {
    const answer = await identity.get(`/.well-known/${path}`);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        issuer: ISSUER,
        token_endpoint: `${ISSUER}/oauth/token`,
        revocation_endpoint: `${ISSUER}/oauth/revoke`,
        introspection_endpoint: `${ISSUER}/oauth/introspect`,
        jwks_uri: `${ISSUER}/.well-known/jwks.json`,
        grant_types_supported: ['refresh_token', 'client_credentials'],
        introspection_endpoint_auth_methods_supported: ['private_key_jwt'],
      },
    });
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
  });

  it('the metadata names a key set for each use case', async () => {
    const { body } = await identity.get('/.well-known/oauth-authorization-server');
    const expected = Object.entries(TOKEN_TYPES).map(([use_case, { typ, audience }]) => ({
      use_case,
      jwks_uri: `${ISSUER}/.well-known/jwks/${use_case}.json`,
      typ,
      ...(audience === undefined ? {} : { audience }),
    }));
    expect(body.hallpass_key_sets).toEqual(expected);
  });

  it('a verifier finds the key set of its audience, and no key of another', async () => {
    const { body } = await refresh(identity, person.refreshToken, { resource: AUDIENCES.orderApi });
    const keys = new RemoteKeySource({
      issuer: ISSUER,
      discoveryUrl: identity.url,
      select: { typ: 'at+jwt', audience: AUDIENCES.orderApi },
    });
    expect(await keys.getKey(kidOf(body.access_token))).toMatchObject({ alg: 'ES256' });
    expect(await keys.getKey(kidOf(person.token))).toBeUndefined();
  });

  it('a verifier can ask whether a token is active', async () => {
    const status = new IntrospectionClient({
      issuer: ISSUER,
      discoveryUrl: identity.url,
      clientId: 'order-api',
      clientAssertion: (aud) => client.assertion({ aud }),
    });
    const { token } = await new People(identity).login(person);
    await expect(status.isActive(token)).resolves.toBe(true);
    await identity.post('/v1/auth/logout', { token });
    await expect(status.isActive(token)).resolves.toBe(false);
  });

  it('a key set has the public parts of the keys of its use case, and nothing else', async () => {
    const answer = await identity.get(keySet);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('application/jwk-set+json');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
    const { kid, alg } = decodeProtectedHeader(person.token);
    expect(answer.body).toEqual({
      keys: [{ kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String), kid, alg, use: 'sig' }],
    });
  });

  it('the set of all has the keys of all use cases', async () => {
    const { body } = await identity.get('/.well-known/jwks.json');
    expect(body.keys).toHaveLength(Object.keys(TOKEN_TYPES).length);
    expect(JSON.stringify(body)).not.toContain('"d":');
  });

  const metadata = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'];

  it.each([keySet, '/.well-known/jwks.json', ...metadata])('%s is not sent again to who has it', async (path) => {
    const etag = (await identity.get(path)).headers.get('etag')!;
    expect(etag).toMatch(/^"[\w-]+"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await identity.get(path, { headers: { 'if-none-match': known } });
      expect(answer).toMatchObject({ status: 304, body: '' });
      expect(answer.headers.get('etag')).toBe(etag);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
    }
    expect(await identity.get(path, { headers: { 'if-none-match': '"other"' } })).toMatchObject({ status: 200 });
  });

  it.each([
    ['key_set_not_found', 404, '/.well-known/jwks/elsewhere.json'],
    ['invalid_request', 400, '/.well-known/jwks/identity-api'],
    ['invalid_request', 400, '/.well-known/jwks/..%2Fjwks.json'],
  ])('refuses with %s (%i) for %s', async (code, status, path) => {
    expect(await identity.get(path)).toMatchObject({ status, body: { code } });
  });
});
