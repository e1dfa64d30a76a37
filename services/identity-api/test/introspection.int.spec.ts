import { AUDIENCES, CLOCK_LEEWAY_SECONDS } from '@hallpass/contracts';
import { decodeJwt } from 'jose';
import { IdentityApp, ISSUER } from './identity-app.js';
import { type LoggedIn, People } from './people.js';
import { Records } from './records.js';
import { ServiceClient, serviceClients } from './service-client.js';
import { accepts, forge, INVALID_CLIENT, INVALID_GRANT, kidOf, otherSpellings, refresh } from './tokens.js';

describe('introspection and revocation', () => {
  let identity: IdentityApp;
  let people: People;
  let caller: ServiceClient;
  let other: ServiceClient;
  let admin: LoggedIn;
  let person: LoggedIn;
  beforeAll(async () => {
    caller = await ServiceClient.start('order-api', { introspect: true }, 'EdDSA');
    other = await ServiceClient.start('reporting', { scopes: { [AUDIENCES.orderApi]: ['orders:read'] } });
    identity = await IdentityApp.start({ SERVICE_CLIENTS: serviceClients(caller, other) });
    people = new People(identity);
    admin = await people.admin();
  });
  afterAll(async () => {
    await identity?.stop();
    await Promise.all([caller, other].map((one) => one.stop()));
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

    it('refuses a bad assertion', async () => {
      const credentials = await caller.credentials({ aud: 'https://elsewhere.example' });
      expect(await revoke(person.token, credentials)).toMatchObject(INVALID_CLIENT);
    });

    it("can't end what belongs to no session", async () => {
      const form = { grant_type: 'client_credentials', resource: AUDIENCES.orderApi, ...(await other.credentials()) };
      const { body } = await identity.form('/oauth/token', form);
      const answer = await revoke(body.access_token);
      expect(answer).toMatchObject({ status: 400, body: { error: 'unsupported_token_type' } });
    });

    it('needs a token to revoke', async () => {
      expect(await revoke('')).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    });
  });
});
