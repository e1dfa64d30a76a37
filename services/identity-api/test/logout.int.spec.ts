import { AUDIENCES } from '@hallpass/contracts';
import { eventually } from '@hallpass/testing';
import { IdentityApp, ISSUER } from './identity-app.js';
import { type LoggedIn, People } from './people.js';
import { Records } from './records.js';
import { accepts, INVALID_GRANT, INVALID_TOKEN, refresh } from './tokens.js';

describe('ending sessions', () => {
  let identity: IdentityApp;
  let replica: IdentityApp;
  let people: People;
  let records: Records;
  let person: LoggedIn;
  beforeAll(async () => {
    identity = await IdentityApp.start();
    replica = await identity.replica();
    people = new People(identity);
    records = new Records(identity);
  });
  afterAll(() => identity?.stop());
  beforeEach(async () => {
    person = await people.customer();
  });

  describe('logout', () => {
    const expectOver = async () => {
      expect(await accepts(identity, person.token)).toBe(false);
      await eventually(async () => expect(await accepts(replica, person.token)).toBe(false));
      expect(await refresh(identity, person.refreshToken)).toMatchObject(INVALID_GRANT);
    };

    it('ends the session of the access token, at every replica', async () => {
      expect(await accepts(replica, person.token)).toBe(true);
      const answer = await identity.post('/v1/auth/logout', { token: person.token });
      expect(answer.status).toBe(204);
      expect(answer.headers.get('hallpass-propagation')).toBe('published');
      await expectOver();
      expect(await records.actions(person.sid)).toEqual(['account.login', 'session.ended']);
    });

    it('ends the session of the refresh token', async () => {
      const answer = await identity.post('/v1/auth/logout', { body: { refresh_token: person.refreshToken } });
      expect(answer.status).toBe(204);
      await expectOver();
    });

    it('ends no other session of the account', async () => {
      const other = await people.login(person);
      await identity.post('/v1/auth/logout', { token: person.token });
      expect(await accepts(identity, other.token)).toBe(true);
    });

    it.each(['A'.repeat(43), 'not a token'])('has nothing to do for the refresh token %s', async (token) => {
      const answer = await identity.post('/v1/auth/logout', { body: { refresh_token: token } });
      expect(answer.status).toBe(204);
    });

    it.each([
      ['by a logout', () => identity.post('/v1/auth/logout', { body: { refresh_token: person.refreshToken } })],
      ['by a logout everywhere', () => identity.post('/v1/auth/logout-all', { token: person.token })],
    ])('publishes nothing more of a session that has ended %s', async (_, end) => {
      await end();
      const events = async () => [await records.security(person.sid), await records.security(person.id)];
      const before = await events();
      for (let n = 0; n < 3; n += 1) {
        await records.age();
        const answers = [
          await identity.post('/v1/auth/logout', { body: { refresh_token: person.refreshToken } }),
          await replica.form('/oauth/revoke', { token: person.refreshToken }),
        ];
        expect(answers.map(({ status }) => status)).toEqual([204, 200]);
        for (const { headers } of answers) expect(headers.get('hallpass-propagation')).toBe('published');
      }
      expect((await events()).map(({ length }) => length)).toEqual(before.map(({ length }) => length));
    });

    it('tells them once of a session that is ended a hundred times in a moment', async () => {
      const replica = await identity.replica();
      const ending = (n: number) =>
        [
          () => identity.post('/v1/auth/logout', { body: { refresh_token: person.refreshToken } }),
          () => replica.form('/oauth/revoke', { token: person.refreshToken }),
        ][n % 2]!();
      for (let n = 0; n < 50; n += 1) {
        const answers = await Promise.all([ending(0), ending(1)]);
        expect(answers.map(({ status }) => status)).toEqual([204, 200]);
        await records.freshen();
      }
      expect(await records.security(person.sid)).toHaveLength(1);
    });

    it('needs one of the two', async () => {
      const answer = await identity.post('/v1/auth/logout');
      expect(answer).toMatchObject({ status: 401, body: { code: 'missing_token' } });
      expect(answer.headers.get('www-authenticate')).toBe(
        `Bearer resource_metadata="${ISSUER}/.well-known/oauth-protected-resource"`,
      );
    });

    it('refuses an access token for another resource', async () => {
      const { body } = await refresh(identity, person.refreshToken, { resource: AUDIENCES.orderApi });
      const answer = await identity.post('/v1/auth/logout', { token: body.access_token });
      expect(answer).toMatchObject(INVALID_TOKEN);
      expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    });

    it('refuses a field that it does not know', async () => {
      const body = { refresh_token: person.refreshToken, everywhere: true };
      expect(await identity.post('/v1/auth/logout', { body })).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', errors: [{ path: 'everywhere' }] },
      });
    });
  });

  describe('logout everywhere', () => {
    it('ends every session of the account and of no other, with one event', async () => {
      const [other, stranger] = [await people.login(person), await people.customer()];
      const answer = await identity.post('/v1/auth/logout-all', { token: person.token });
      expect(answer.status).toBe(204);
      expect(answer.headers.get('hallpass-propagation')).toBe('published');
      for (const { token, refreshToken } of [person, other]) {
        expect(await accepts(identity, token)).toBe(false);
        expect(await refresh(identity, refreshToken)).toMatchObject(INVALID_GRANT);
      }
      expect(await accepts(identity, stranger.token)).toBe(true);
      expect(await records.security(person.id)).toHaveLength(1);
      expect(await records.actions(person.id)).toEqual(['account.sessions-ended']);
      expect(await accepts(identity, (await people.login(person)).token)).toBe(true);
    });
  });
});
