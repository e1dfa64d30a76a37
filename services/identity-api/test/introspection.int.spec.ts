import { AUDIENCES, CLOCK_LEEWAY_SECONDS, RESOURCES } from '@hallpass/contracts';
import { decodeJwt, type JWTPayload } from 'jose';
import { IdentityApp, ISSUER } from './identity-app.js';
import { type LoggedIn, People } from './people.js';
import { Records } from './records.js';
import { ServiceClient, serviceClients } from './service-client.js';
import { accepts, forge, INVALID_CLIENT, INVALID_GRANT, kidOf, otherSpellings, refresh } from './tokens.js';

describe('introspection and revocation', () => {
  let identity: IdentityApp;
  let people: People;
  let caller: ServiceClient;
  let orders: ServiceClient;
  let other: ServiceClient;
  let admin: LoggedIn;
  let person: LoggedIn;
  beforeAll(async () => {
    caller = await ServiceClient.start('all-apis', { serves: [...RESOURCES] }, 'EdDSA');
    orders = await ServiceClient.start('order-api', { serves: [AUDIENCES.orderApi] });
    other = await ServiceClient.start('reporting', { scopes: { [AUDIENCES.orderApi]: ['orders:read'] } });
    identity = await IdentityApp.start({
      SERVICE_CLIENTS: serviceClients(caller, orders, other),
      PUBLIC_CLIENTS: 'hallpass-first-party mobile-app',
    });
    people = new People(identity);
    admin = await people.admin();
  });
  afterAll(async () => {
    await identity?.stop();
    await Promise.all([caller, orders, other].map((one) => one.stop()));
  });
  beforeEach(async () => {
    person = await people.customer();
  });

  const introspect = async (token: string, by = caller) =>
    identity.form('/oauth/introspect', { token, token_type_hint: 'access_token', ...(await by.credentials()) });
  const revoke = (token: string, parameters: Record<string, string> = {}) =>
    identity.form('/oauth/revoke', { token, ...parameters });
  const INACTIVE = { active: false };
  const ago = (seconds: number) => Math.floor(identity.clock.now() / 1000) - seconds;

  describe('introspection', () => {
    it('tells what a token says while it is active, for every resource', async () => {
      for (const resource of [AUDIENCES.identityApi, AUDIENCES.orderApi, AUDIENCES.notifications]) {
        const { body } = await refresh(identity, person.refreshToken, { resource });
        person = { ...person, refreshToken: body.refresh_token };
        const answer = await introspect(body.access_token);
        expect(answer.status).toBe(200);
        expect(answer.headers.get('cache-control')).toBe('no-store');
        expect(answer.body).toEqual({ active: true, token_type: 'Bearer', ...decodeJwt(body.access_token) });
      }
    });

    it('tells a resource server of tokens for its own audience, and of no others', async () => {
      const { body } = await refresh(identity, person.refreshToken, { resource: AUDIENCES.orderApi });
      expect((await introspect(body.access_token, orders)).body).toMatchObject({ active: true, sub: person.id });
      for (const token of [person.token, admin.token]) {
        const answer = await introspect(token, orders);
        expect(answer.status).toBe(200);
        expect(answer.body).toEqual(INACTIVE);
      }
    });

    it('tells of a token for several audiences to a resource server of one of them', async () => {
      const aud = [AUDIENCES.orderApi, 'urn:example:elsewhere'];
      const token = await forge(identity, person, { useCase: 'order-api', aud });
      expect((await introspect(token, orders)).body).toMatchObject({ active: true, aud });
      const elsewhere = await forge(identity, person, { useCase: 'order-api', aud: ['urn:example:elsewhere'] });
      expect((await introspect(elsewhere, orders)).body).toEqual(INACTIVE);
      // By the key of another audience than the caller's.
      const foreign = await forge(identity, person, { aud: [AUDIENCES.identityApi, AUDIENCES.orderApi] });
      expect((await introspect(foreign, orders)).body).toEqual(INACTIVE);
    });

    it.each<[string, JWTPayload]>([
      ['a number as its subject', { sub: 7 as never }],
      ['a subject that is no account', { sub: 'reporting' }],
      ['a session that is no UUID', { sid: 'x' }],
      ['a session that is an object', { sid: {} }],
      ['an epoch that is a text', { epoch: '1' }],
      ['an epoch that no account can have', { epoch: 1e300 }],
      ['scopes in an array', { scope: ['account'] }],
      ['a number as its client', { client_id: 7 }],
      ['a text as its time', { exp: 'tomorrow' as never }],
      ['a number as its audience', { aud: 7 as never }],
      ['no audience', { aud: [] }],
      ['an object as its audience', { aud: {} as never }],
    ])('says inactive of a token with %s, as every other endpoint does', async (_, claims) => {
      const token = await forge(identity, person, claims);
      expect(await introspect(token)).toMatchObject({ status: 200, body: INACTIVE });
      expect((await revoke(token)).status).toBe(200);
      for (const [method, path] of [
        ['GET', '/v1/me'],
        ['POST', '/v1/auth/logout'],
      ] as const)
        expect((await identity.call(method, path, { token })).status).toBeLessThan(500);
      expect(await accepts(identity, person.token)).toBe(true);
    });

    it('says active of what resource servers still accept, whose clocks may be behind', async () => {
      const token = await forge(identity, person, { exp: ago(1) });
      expect((await introspect(token)).body).toMatchObject({ active: true });
      await revoke(token);
      expect(await accepts(identity, person.token)).toBe(false);
    });

    it('says active of a token in its one canonical spelling only, as resource servers do', async () => {
      expect((await introspect(person.token)).body).toMatchObject({ active: true });
      for (const token of otherSpellings(person.token)) expect((await introspect(token)).body).toEqual(INACTIVE);
    });

    const inactive: [string, () => Promise<string>][] = [
      ['nothing', async () => 'nothing'],
      ['a refresh token', async () => person.refreshToken],
      ['a token of another issuer', () => forge(identity, person, { iss: 'https://elsewhere.example' })],
      ['a token for nobody we know', () => forge(identity, person, { aud: 'urn:example:elsewhere' })],
      ["a token of another use case's key", () => forge(identity, person, { useCase: 'order-api' })],
      ['an ID token', () => forge(identity, person, { useCase: 'id-token', typ: 'JWT' })],
      ['a token of a session that names no epoch', () => forge(identity, person, { epoch: undefined })],
      ['an expired token', () => forge(identity, person, { exp: ago(CLOCK_LEEWAY_SECONDS + 1) })],
      ['a token with a later epoch than the account', () => forge(identity, person, { sub: admin.id })],
    ];
    it.each(inactive)('says no more than inactive of %s', async (_, token) => {
      const answer = await introspect(await token());
      expect(answer).toMatchObject({ status: 200 });
      expect(answer.body).toEqual(INACTIVE);
    });

    const made: [string, () => Promise<unknown>][] = [
      ['logout', () => identity.post('/v1/auth/logout', { token: person.token })],
      ['logout everywhere', () => identity.post('/v1/auth/logout-all', { token: person.token })],
      [
        'deactivation',
        () =>
          identity.post(`/v1/admin/users/${person.id}/deactivate`, { token: admin.token, body: { reason: 'left' } }),
      ],
      [
        'a change of roles',
        () =>
          identity.call('PUT', `/v1/admin/users/${person.id}/roles`, {
            token: admin.token,
            body: { roles: ['customer', 'support'] },
          }),
      ],
    ];
    it.each(made)('says inactive at once after %s', async (_, change) => {
      expect((await introspect(person.token)).body).toMatchObject({ active: true });
      await change();
      expect((await introspect(person.token)).body).toEqual(INACTIVE);
    });

    it('believes the database where the state in memory knows nothing', async () => {
      await identity.database.pool.query('UPDATE accounts SET token_epoch = token_epoch + 1 WHERE id = $1', [
        person.id,
      ]);
      expect((await introspect(person.token)).body).toEqual(INACTIVE);
    });

    it('says inactive once the key is withdrawn', async () => {
      const asked = { resource: AUDIENCES.notifications };
      const { body } = await refresh(identity, person.refreshToken, asked);
      const path = `/v1/admin/keys/${kidOf(body.access_token)}/withdraw`;
      await identity.post(path, { token: admin.token, body: { reason: 'leaked' } });
      expect((await introspect(body.access_token)).body).toEqual(INACTIVE);
      expect(await refresh(identity, body.refresh_token, asked)).toMatchObject({ status: 200 });
    });

    it("tells of a client's own token", async () => {
      const form = { grant_type: 'client_credentials', resource: AUDIENCES.orderApi, ...(await other.credentials()) };
      const { body } = await identity.form('/oauth/token', form);
      expect((await introspect(body.access_token)).body).toMatchObject({ active: true, sub: 'reporting', iss: ISSUER });
    });

    it('is for clients that prove who they are', async () => {
      const { token } = person;
      expect(await identity.form('/oauth/introspect', { token })).toMatchObject(INVALID_CLIENT);
      expect(await identity.form('/oauth/introspect', { token, client_id: 'order-api' })).toMatchObject(INVALID_CLIENT);
      const credentials = await caller.credentials();
      await identity.form('/oauth/introspect', { token, ...credentials });
      expect(await identity.form('/oauth/introspect', { token, ...credentials })).toMatchObject(INVALID_CLIENT);
    });

    it('is for clients that are allowed to ask', async () => {
      expect(await introspect(person.token, other)).toMatchObject({
        status: 403,
        body: { error: 'unauthorized_client' },
      });
    });

    it('needs a token to tell about', async () => {
      const answer = await identity.form('/oauth/introspect', await caller.credentials());
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    });
  });

  describe('revocation', () => {
    it.each(['refreshToken', 'token'] as const)('by the %s ends the session', async (which) => {
      const answer = await revoke(person[which]);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('hallpass-propagation')).toBe('published');
      expect(await accepts(identity, person.token)).toBe(false);
      expect(await refresh(identity, person.refreshToken)).toMatchObject(INVALID_GRANT);
      expect((await revoke(person[which])).status).toBe(200);
      expect(await new Records(identity).actions(person.sid)).toEqual(['account.login', 'session.ended']);
    });

    it.each(['nothing', 'A'.repeat(43), 'e30.e30.e30'])('of the unknown token %s has nothing to do', async (token) => {
      expect((await revoke(token)).status).toBe(200);
    });

    it("refuses another client's token, and leaves it alone", async () => {
      for (const token of [person.token, person.refreshToken]) {
        expect(await revoke(token, { client_id: 'mobile-app' })).toMatchObject(INVALID_GRANT);
      }
      expect(await accepts(identity, person.token)).toBe(true);
    });

    it('goes by the client that authenticates, with or without a client_id', async () => {
      for (const client of [caller, orders, other]) {
        for (const token of [person.token, person.refreshToken]) {
          expect(await revoke(token, await client.credentials())).toMatchObject(INVALID_GRANT);
          const { client_id } = client.registration;
          const named = { client_id, ...(await client.credentials()) };
          expect(await revoke(token, named)).toMatchObject(INVALID_GRANT);
        }
      }
      expect(await accepts(identity, person.token)).toBe(true);
      expect(await refresh(identity, person.refreshToken)).toMatchObject({ status: 200 });
    });

    it('believes no name of a client that has to authenticate, nor of one that nobody knows', async () => {
      for (const client_id of ['order-api', 'nobody']) {
        expect(await revoke(person.token, { client_id })).toMatchObject(INVALID_CLIENT);
      }
      const halfway = { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' };
      expect(await revoke(person.token, halfway)).toMatchObject(INVALID_CLIENT);
      expect(await accepts(identity, person.token)).toBe(true);
    });

    it('refuses a bad assertion', async () => {
      const credentials = await caller.credentials({ aud: 'https://elsewhere.example' });
      expect(await revoke(person.token, credentials)).toMatchObject(INVALID_CLIENT);
    });

    it("can't end what belongs to no session", async () => {
      const form = { grant_type: 'client_credentials', resource: AUDIENCES.orderApi, ...(await other.credentials()) };
      const { body } = await identity.form('/oauth/token', form);
      const answer = await revoke(body.access_token, await other.credentials());
      expect(answer).toMatchObject({ status: 400, body: { error: 'unsupported_token_type' } });
      for (const by of [{}, await orders.credentials()]) {
        expect(await revoke(body.access_token, by)).toMatchObject(INVALID_GRANT);
      }
    });

    it('needs a token to revoke', async () => {
      expect(await revoke('')).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    });
  });
});
