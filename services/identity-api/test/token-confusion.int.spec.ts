import { AUDIENCES, RESOURCES, TOKEN_TYPES } from '@hallpass/contracts';
import { KeyRing } from '@hallpass/keys';
import { SecurityEventVerifier } from '@hallpass/verifier';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { consume, issue } from './action-tokens.js';
import { IdentityApp, ISSUER } from './identity-app.js';
import { type LoggedIn, People } from './people.js';
import { accepts, forge, INVALID_TOKEN, otherSpellings, refresh } from './tokens.js';

/** Every token here is signed with a real key of this issuer, so that only what it is for can refuse it. */
describe('a token of one use', () => {
  let identity: IdentityApp;
  let person: LoggedIn;
  beforeAll(async () => {
    identity = await IdentityApp.start();
    person = await new People(identity).customer();
  });
  afterAll(() => identity?.stop());

  const refused = async (token: string) => expect(await identity.get('/v1/me', { token })).toMatchObject(INVALID_TOKEN);

  it('is accepted where it is meant to be', async () => {
    expect(await accepts(identity, await forge(identity, person, {}))).toBe(true);
  });

  it.each([AUDIENCES.orderApi, AUDIENCES.notifications])('for %s is refused here', async (resource) => {
    const { body } = await refresh(identity, person.refreshToken, { resource });
    person = { ...person, refreshToken: body.refresh_token };
    await refused(body.access_token);
  });

  it.each(Object.keys(TOKEN_TYPES).filter((useCase) => useCase !== 'identity-api'))(
    'signed with the key of %s is refused here, though everything else is right',
    async (useCase) => refused(await forge(identity, person, { useCase })),
  );

  it.each(Object.entries(TOKEN_TYPES).filter(([useCase]) => useCase !== 'identity-api'))(
    'is refused as an access token when it is made as %s, with its key, type and audience',
    async (useCase, { typ, audience }) =>
      refused(await forge(identity, person, { useCase, typ, aud: audience ?? 'hallpass-first-party' })),
  );

  it.each(['JWT', 'secevent+jwt', 'revocation-snapshot+jwt', 'password-reset+jwt', 'email-verification+jwt', 'id+jwt'])(
    'of type %s is refused, though the key is that of access tokens',
    async (typ) => refused(await forge(identity, person, { typ })),
  );

  it.each(['email-verification', 'password-reset'] as const)('for %s is no access token', async (purpose) => {
    await refused(await issue(identity, purpose, person.id));
  });

  describe.each(['email-verification', 'password-reset'] as const)('for %s', (purpose) => {
    it('has an audience that is no resource', async () => {
      const { aud } = decodeJwt(await issue(identity, purpose, person.id));
      expect(aud).toBe(`urn:hallpass:${purpose}`);
      expect(RESOURCES).not.toContain(aud);
    });

    it("is refused by a stranger's verifier that knows only jwks_uri and checks no type", async () => {
      const { body } = await identity.get('/.well-known/oauth-authorization-server');
      const jwks = createLocalJWKSet((await identity.get(new URL(body.jwks_uri).pathname)).body);
      const verify = (token: string, audience?: string) =>
        jwtVerify(token, jwks, { issuer: ISSUER, ...(audience && { audience }) });
      await expect(verify(person.token, AUDIENCES.identityApi)).resolves.toMatchObject({ payload: { sub: person.id } });
      const token = await issue(identity, purpose, person.id);
      const olderToken = await forge(
        identity,
        { token },
        { useCase: purpose, typ: `${purpose}+jwt`, aud: AUDIENCES.identityApi },
      );
      for (const one of [token, olderToken]) {
        await expect(verify(one)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
      }
    });

    it('that a replica of an earlier version made, for the audience of then, still works once', async () => {
      const token = await issue(identity, purpose, person.id);
      const older = await forge(
        identity,
        { token },
        { useCase: purpose, typ: `${purpose}+jwt`, aud: AUDIENCES.identityApi },
      );
      await expect(consume(identity, purpose, older)).resolves.toBe(person.id);
      for (const again of [older, token]) {
        await expect(consume(identity, purpose, again)).rejects.toMatchObject({ code: 'invalid_action_token' });
      }
    });

    it('and another audience is refused', async () => {
      const token = await issue(identity, purpose, person.id);
      const other = purpose === 'password-reset' ? AUDIENCES.emailVerification : AUDIENCES.passwordReset;
      const wrong = await forge(identity, { token }, { useCase: purpose, typ: `${purpose}+jwt`, aud: other });
      await expect(consume(identity, purpose, wrong)).rejects.toMatchObject({ code: 'invalid_action_token' });
    });
  });

  it('for access is no action token, nor is one for another action', async () => {
    const verification = await issue(identity, 'email-verification', person.id);
    for (const token of [person.token, person.refreshToken, verification]) {
      const body = { token, password: 'another one altogether' };
      const answer = await identity.post('/v1/auth/password/reset', { body });
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_action_token' } });
    }
  });

  it('for an action works in its one canonical spelling only', async () => {
    const good = await issue(identity, 'password-reset', person.id);
    for (const token of otherSpellings(good)) {
      const body = { token, password: 'another one altogether' };
      const answer = await identity.post('/v1/auth/password/reset', { body });
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_action_token' } });
    }
    await expect(consume(identity, 'password-reset', good)).resolves.toBe(person.id);
  });

  it('for access is no security event, whatever it claims', async () => {
    const events = identity.app.get(SecurityEventVerifier, { strict: false });
    const keys = identity.app.get(KeyRing, { strict: false });
    await expect(events.verify(person.token)).rejects.toMatchObject({ code: 'invalid_token' });
    const forged = await keys.sign('identity-api', 'secevent+jwt', { aud: AUDIENCES.services });
    await expect(events.verify(forged)).rejects.toMatchObject({ code: 'invalid_token' });
  });
});
