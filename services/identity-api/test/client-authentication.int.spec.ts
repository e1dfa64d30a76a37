import { randomUUID } from 'node:crypto';
import { AUDIENCES, RESOURCES } from '@hallpass/contracts';
import { generateSigningKey } from '@hallpass/testing';
import { decodeJwt } from 'jose';
import { IdentityApp, ISSUER } from './identity-app.js';
import { People } from './people.js';
import { type AssertionOptions, ServiceClient, serviceClients } from './service-client.js';
import { accepts, INVALID_CLIENT, otherSpellings, refresh } from './tokens.js';

describe('client credentials', () => {
  let identity: IdentityApp;
  let replica: IdentityApp;
  let client: ServiceClient;
  let stranger: ServiceClient;
  let offline: ServiceClient;
  let unnamed: ServiceClient;
  let rotating: ServiceClient;
  beforeAll(async () => {
    const scopes = {
      [AUDIENCES.orderApi]: ['orders:read', 'orders:read:any'],
      [AUDIENCES.identityApi]: ['users:admin'],
    };
    client = await ServiceClient.start('reporting', { scopes });
    stranger = await ServiceClient.start('stranger');
    offline = await ServiceClient.start('offline', { scopes });
    unnamed = await ServiceClient.start('unnamed', { scopes }, 'ES256', (key) => [{ ...key, kid: undefined }]);
    rotating = await ServiceClient.start('rotating', { scopes }, 'ES256', (key, next) => [key, next]);
    identity = await IdentityApp.start({ SERVICE_CLIENTS: serviceClients(client, offline, unnamed, rotating) });
    replica = await identity.replica();
  });
  afterAll(async () => {
    await identity?.stop();
    await Promise.all([client, stranger, offline, unnamed, rotating].map((one) => one.stop()));
  });

  const grant = (parameters: Record<string, string>, at = identity) =>
    at.form('/oauth/token', { grant_type: 'client_credentials', resource: AUDIENCES.orderApi, ...parameters });
  const withAssertion = async (options: AssertionOptions = {}, parameters: Record<string, string> = {}) =>
    grant({ ...(await client.credentials(options)), ...parameters });

  it('give the client a token of its own, with the scopes it is configured for', async () => {
    const answer = await withAssertion();
    expect(answer).toMatchObject({
      status: 200,
      body: { token_type: 'Bearer', expires_in: 300, scope: 'orders:read orders:read:any' },
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body.refresh_token).toBeUndefined();
    const claims = decodeJwt(answer.body.access_token);
    expect(claims).toMatchObject({ sub: 'reporting', client_id: 'reporting', aud: AUDIENCES.orderApi });
    expect(claims).not.toHaveProperty('sid');
    expect(claims).not.toHaveProperty('epoch');
  });

  it('give the scope that is asked for', async () => {
    expect(await withAssertion({}, { scope: 'orders:read' })).toMatchObject({ body: { scope: 'orders:read' } });
  });

  it('give a token that is accepted here too', async () => {
    const { body } = await withAssertion({}, { resource: AUDIENCES.identityApi });
    const answer = await identity.get('/v1/admin/users', { token: body.access_token });
    expect(answer.status).toBe(200);
    // It has no scope for the routes of a person.
    expect(await identity.get('/v1/me', { token: body.access_token })).toMatchObject({ status: 403 });
  });

  it.each([
    ['invalid_scope', { scope: 'orders:write' }],
    ['invalid_target', { resource: AUDIENCES.notifications }],
    ['invalid_target', { resource: 'urn:example:elsewhere' }],
  ])('are refused with %s for %j', async (error, parameters) => {
    expect(await withAssertion({}, parameters as Record<string, string>)).toMatchObject({
      status: 400,
      body: { error },
    });
  });

  describe('an assertion', () => {
    const now = () => Math.floor(identity.clock.now() / 1000);

    it.each([
      ['issuer', ISSUER],
      ['token endpoint', `${ISSUER}/oauth/token`],
    ])('may be addressed to the %s', async (_, aud) => {
      expect(await withAssertion({ aud })).toMatchObject({ status: 200 });
      expect(await withAssertion({ aud: [aud] })).toMatchObject({ status: 200 });
    });

    it('may be addressed to the issuer and its token endpoint at once, as stock clients do it', async () => {
      expect(await withAssertion({ aud: [ISSUER, `${ISSUER}/oauth/token`] })).toMatchObject({ status: 200 });
    });

    it('may live for an hour, as the metadata says', async () => {
      const { body } = await identity.get('/.well-known/oauth-authorization-server');
      expect(body.hallpass_client_assertion_max_lifetime).toBe(3600);
      expect(await withAssertion({ iat: now(), exp: now() + 3600 })).toMatchObject({ status: 200 });
      expect(await withAssertion({ iat: undefined, exp: now() + 3600 })).toMatchObject({ status: 200 });
    });

    it('may leave the kid out where the client has one key of its alg, with or without kid there', async () => {
      for (const by of [client, unnamed]) {
        const credentials = await by.credentials({ header: { kid: undefined } });
        expect(await grant(credentials)).toMatchObject({ status: 200 });
      }
    });

    it('names its key where the client has several of its alg', async () => {
      const answer = await grant(await rotating.credentials({ header: { kid: undefined } }));
      expect(answer).toMatchObject(INVALID_CLIENT);
      expect(answer.body.error_description).toContain('exactly one key');
      expect(await grant(await rotating.credentials())).toMatchObject({ status: 200 });
    });

    it.each([undefined, 'JWT', 'client-authentication+jwt'])('may have the type %s', async (typ) => {
      expect(await withAssertion({ header: { typ } })).toMatchObject({ status: 200 });
    });

    it.each<[string, string, () => AssertionOptions]>([
      ['without an issuer', 'iss', () => ({ iss: undefined })],
      ['of another issuer', 'iss', () => ({ iss: 'somebody' })],
      ['of an issuer that is no text', 'iss', () => ({ iss: ['reporting'] })],
      ['about another subject', 'sub', () => ({ sub: 'somebody' })],
      ['for another audience', 'aud', () => ({ aud: 'https://elsewhere.example' })],
      ['for somebody else too', 'aud', () => ({ aud: [ISSUER, 'https://elsewhere.example'] })],
      ['for an empty list of audiences', 'aud', () => ({ aud: [] })],
      ['without an audience', 'aud', () => ({ aud: undefined })],
      ['without a jti', 'jti', () => ({ jti: undefined })],
      ['with an endless jti', 'jti', () => ({ jti: 'x'.repeat(257) })],
      ['without an exp', 'exp', () => ({ exp: undefined })],
      ['with a text as its exp', 'exp', () => ({ exp: '1' })],
      ['that has expired', 'expired', () => ({ iat: now() - 120, exp: now() - 60 })],
      ['that lives too long', '3600 seconds', () => ({ iat: undefined, exp: now() + 3700 })],
      ['that was made to live too long', '3600 seconds', () => ({ iat: now() - 3000, exp: now() + 2000 })],
      ['from the future', 'iat', () => ({ iat: now() + 60, exp: now() + 120 })],
      ['that is not valid yet', 'nbf', () => ({ nbf: now() + 60 })],
      ['of another type', 'typ', () => ({ header: { typ: 'at+jwt' } })],
      ['of an unknown key', 'key', () => ({ header: { kid: 'unknown' } })],
      ['with an empty kid', 'kid', () => ({ header: { kid: '' } })],
    ])('%s is refused, and the description names "%s"', async (_, cause, options) => {
      const answer = await withAssertion(options());
      expect(answer).toMatchObject(INVALID_CLIENT);
      expect(answer.body.error_description).toContain(cause);
      expect(answer.headers.get('www-authenticate')).toBe(
        `private_key_jwt realm="${ISSUER}", error="invalid_client", error_description="${answer.body.error_description}"`,
      );
    });

    it.each(['token', 'revoke', 'introspect'])(
      'that is no good is answered with a challenge at /oauth/%s',
      async (at) => {
        const form = { grant_type: 'client_credentials', token: 'x', ...(await client.credentials({ exp: 1 })) };
        const answer = await identity.form(`/oauth/${at}`, form);
        expect(answer).toMatchObject(INVALID_CLIENT);
        expect(answer.headers.get('www-authenticate')).toContain('error="invalid_client"');
      },
    );

    it('is the only way to authenticate: a password in the header is challenged by its scheme', async () => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: 'Basic cmVwb3J0aW5nOng=' };
      for (const at of ['token', 'revoke', 'introspect']) {
        const body = 'grant_type=refresh_token&refresh_token=x&token=x';
        const answer = await identity.post(`/oauth/${at}`, { headers, body });
        expect(answer).toMatchObject(INVALID_CLIENT);
        expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm="/);
      }
    });

    it("signed by another key under the client's kid is refused", async () => {
      const key = { ...(await generateSigningKey('ES256')), kid: client.key.kid };
      expect(await withAssertion({ key })).toMatchObject(INVALID_CLIENT);
    });

    it('of an unregistered client is refused', async () => {
      expect(await grant(await stranger.credentials())).toMatchObject(INVALID_CLIENT);
    });

    it('of one client with the client_id of another is refused', async () => {
      expect(await withAssertion({}, { client_id: 'stranger' })).toMatchObject(INVALID_CLIENT);
      expect(await withAssertion({}, { client_id: 'reporting' })).toMatchObject({ status: 200 });
    });

    it('that is missing, unreadable, too long or of another kind is refused', async () => {
      const credentials = await client.credentials();
      const { client_assertion_type } = credentials as { client_assertion_type: string };
      expect(await grant({ client_id: 'reporting' })).toMatchObject(INVALID_CLIENT);
      for (const client_assertion of ['x', 'e30.e30.', 'a'.repeat(9_000)]) {
        expect(await grant({ client_assertion_type, client_assertion })).toMatchObject(INVALID_CLIENT);
      }
      expect(await grant({ ...credentials, client_assertion_type: 'urn:example:other' })).toMatchObject(INVALID_CLIENT);
    });

    it('works in its one canonical spelling only', async () => {
      const { client_assertion: good = '', ...rest } = await client.credentials();
      for (const client_assertion of otherSpellings(good)) {
        expect(await grant({ ...rest, client_assertion })).toMatchObject(INVALID_CLIENT);
      }
      expect(await grant({ ...rest, client_assertion: good })).toMatchObject({ status: 200 });
    });

    it('that was used before is told apart from one that is not valid', async () => {
      const credentials = await client.credentials();
      await grant(credentials);
      expect((await grant(credentials)).body.error_description).toContain('used before');
    });

    it('works once, at whichever replica', async () => {
      const credentials = await client.credentials();
      const answers = await Promise.all([grant(credentials), grant(credentials, replica)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
      expect(await grant(credentials, replica)).toMatchObject(INVALID_CLIENT);
    });

    it('of a client whose keys are out of reach is no fault of the client', async () => {
      await offline.stop();
      const answer = await grant(await offline.credentials());
      expect(answer).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } });
    });
  });

  describe('the token endpoint', () => {
    it.each([
      ['unsupported_grant_type', { grant_type: 'password', username: 'a', password: 'b' }],
      ['invalid_request', { grant_type: '' }],
      ['invalid_request', { grant_type: 'refresh_token' }],
    ])('answers %s for %j', async (error, form) => {
      const answer = await identity.form('/oauth/token', form as Record<string, string>);
      expect(answer).toMatchObject({ status: 400, body: { error, error_description: expect.any(String) } });
      expect(answer.headers.get('cache-control')).toBe('no-store');
    });

    it('refuses a parameter that is repeated', async () => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const body = 'grant_type=refresh_token&refresh_token=a&refresh_token=b';
      const answer = await identity.post('/oauth/token', { headers, body });
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    });

    it('gives no token for two resources, and consumes no refresh token for them', async () => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const { refreshToken } = await new People(identity).customer();
      for (const two of [RESOURCES.slice(0, 2), [AUDIENCES.orderApi, AUDIENCES.orderApi]]) {
        const resources = two.map((resource) => `&resource=${encodeURIComponent(resource)}`).join('');
        for (const rest of [
          `grant_type=refresh_token&refresh_token=${refreshToken}`,
          `grant_type=client_credentials&${new URLSearchParams(await client.credentials()).toString()}`,
        ]) {
          const answer = await identity.post('/oauth/token', { headers, body: rest + resources });
          expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
        }
      }
      expect(await refresh(identity, refreshToken)).toMatchObject({ status: 200 });
    });

    it('ignores a parameter that it does not know, and one without a value', async () => {
      expect(await withAssertion({}, { scope: '', colour: 'blue' })).toMatchObject({ status: 200 });
    });

    it('takes forms only', async () => {
      const body = { grant_type: 'refresh_token', refresh_token: 'A'.repeat(43) };
      const answer = await identity.post('/oauth/token', { body });
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    });

    it('lets no service client refresh what was issued to a person', async () => {
      const person = await new People(identity).customer();
      const answer = await identity.form('/oauth/token', {
        grant_type: 'refresh_token',
        refresh_token: person.refreshToken,
        ...(await client.credentials()),
      });
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      expect(await accepts(identity, person.token)).toBe(true);
    });
  });

  it('are noted until they expire, and no longer', async () => {
    const jti = randomUUID();
    expect(await withAssertion({ jti })).toMatchObject({ status: 200 });
    const sql = `SELECT extract(epoch FROM expires_at - now())::int AS seconds FROM single_use_tokens WHERE jti = $1`;
    const { rows } = await identity.database.pool.query(sql, [jti]);
    expect(rows[0].seconds).toBeLessThanOrEqual(65);
  });
});
