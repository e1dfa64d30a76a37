import { IntrospectionClient, RemoteKeySource } from '@hallpass/verifier';
import { AUDIENCES, TOKEN_TYPES } from '@hallpass/contracts';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { IdentityApp, ISSUER } from './identity-app.js';
import { type LoggedIn, PASSWORD, People } from './people.js';
import { ServiceClient, serviceClients } from './service-client.js';
import { kidOf, refresh } from './tokens.js';

const ORDERS = 'https://hallpass.test/orders';
const NOTIFICATIONS = 'http://127.0.0.1:3003';

describe('what anybody may know of the issuer', () => {
  let identity: IdentityApp;
  let person: LoggedIn;
  let client: ServiceClient;
  beforeAll(async () => {
    client = await ServiceClient.start('order-api', {
      serves: [AUDIENCES.identityApi],
      scopes: {
        [AUDIENCES.identityApi]: ['users:admin'],
        [AUDIENCES.orderApi]: ['orders:read'],
        [AUDIENCES.notifications]: ['notifications:read'],
      },
    });
    identity = await IdentityApp.start({
      SERVICE_CLIENTS: serviceClients(client),
      RESOURCE_URLS: JSON.stringify({ [AUDIENCES.orderApi]: ORDERS, [AUDIENCES.notifications]: NOTIFICATIONS }),
    });
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
        protected_resources: [ISSUER, ORDERS, NOTIFICATIONS],
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

  it('the set of all has the keys of access tokens, and no other', async () => {
    const { body } = await identity.get('/.well-known/jwks.json');
    expect(JSON.stringify(body)).not.toContain('"d":');
    const kids = async (useCase: string): Promise<string[]> =>
      (await identity.get(`/.well-known/jwks/${useCase}.json`)).body.keys.map(({ kid }: { kid: string }) => kid);
    const sets = await Promise.all(
      Object.entries(TOKEN_TYPES).map(async ([useCase, { typ }]) => ({ typ, kids: await kids(useCase) })),
    );
    const ofAccessTokens = sets.filter(({ typ }) => typ === 'at+jwt').flatMap((set) => set.kids);
    expect(sets.flatMap((set) => set.kids).length).toBeGreaterThan(ofAccessTokens.length);
    expect(body.keys.map(({ kid }: { kid: string }) => kid).sort()).toEqual(ofAccessTokens.sort());
  });

  it.each([
    [ISSUER, AUDIENCES.identityApi],
    [`${ISSUER}/`, AUDIENCES.identityApi],
    [ORDERS, AUDIENCES.orderApi],
    [NOTIFICATIONS, AUDIENCES.notifications],
    [AUDIENCES.notifications, AUDIENCES.notifications],
  ])('a token for the resource %s has the audience %s', async (resource, audience) => {
    const { email } = await new People(identity).open();
    const login = await identity.post('/v1/auth/login', { body: { email, password: PASSWORD, resource } });
    expect(login).toMatchObject({ status: 200 });
    expect(decodeJwt(login.body.access_token).aud).toBe(audience);
    const refreshed = await refresh(identity, login.body.refresh_token, { resource });
    expect(refreshed).toMatchObject({ status: 200 });
    expect(decodeJwt(refreshed.body.access_token).aud).toBe(audience);
    const form = { grant_type: 'client_credentials', resource, ...(await client.credentials()) };
    expect(decodeJwt((await identity.form('/oauth/token', form)).body.access_token).aud).toBe(audience);
  });

  it('says as a resource where to get a token for it (RFC 9728)', async () => {
    const { status, headers, body } = await identity.get('/.well-known/oauth-protected-resource');
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    expect(body).toMatchObject({
      resource: ISSUER,
      authorization_servers: [ISSUER],
      scopes_supported: ['account', 'users:admin', 'keys:admin'],
      hallpass_audience: AUDIENCES.identityApi,
    });
  });

  it.each<[string, number, string, string, string | undefined]>([
    ['no token', 401, 'GET', '/v1/me', undefined],
    ['no token', 401, 'POST', '/v1/auth/logout', undefined],
    ['a bad token', 401, 'GET', '/v1/me', 'x'],
    ['a bad token', 401, 'POST', '/v1/auth/logout', 'x'],
    ['too few scopes', 403, 'GET', '/v1/admin/users', 'mine'],
  ])('names that in the challenge for %s (%i at %s %s)', async (_, status, method, path, token) => {
    const answer = await identity.call(method, path, { token: token === 'mine' ? person.token : token });
    expect(answer.status).toBe(status);
    const metadata = `resource_metadata="${ISSUER}/.well-known/oauth-protected-resource"`;
    expect(answer.headers.get('www-authenticate')).toContain(metadata);
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
