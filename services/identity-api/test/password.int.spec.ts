import { issue } from './action-tokens.js';
import { IdentityApp, ISSUER } from './identity-app.js';
import { address, PASSWORD, People } from './people.js';
import { Records } from './records.js';

const REQUESTED = 'identity.users.v1.password-reset-requested';
const VERIFIED = 'identity.users.v1.email-verified';
const CHANGED = 'identity.users.v1.password-changed';
const NEXT = 'another bank of violets';

describe('passwords', () => {
  let identity: IdentityApp;
  let people: People;
  let records: Records;
  beforeAll(async () => {
    identity = await IdentityApp.start({
      ACCOUNT_REQUESTS_PER_ADDRESS: '10000',
      LOGIN_ATTEMPTS_PER_ADDRESS: '10000',
      LOGIN_ATTEMPTS_PER_ACCOUNT: '5',
    });
    people = new People(identity);
    records = new Records(identity);
    await identity.stopRelaying();
  });
  afterAll(() => identity?.stop());

  const forgot = (email: unknown) => identity.post('/v1/auth/password/forgot', { body: { email } });
  const reset = (token: unknown, password: unknown = NEXT) =>
    identity.post('/v1/auth/password/reset', { body: { token, password } });
  const change = (token: string | undefined, currentPassword: unknown, newPassword: unknown = NEXT) =>
    identity.post('/v1/me/password', { token, body: { currentPassword, newPassword } });
  const me = (token: string) => identity.get('/v1/me', { token });
  async function resetTokenOf({ id, email }: { id: string; email: string }) {
    expect(await forgot(email)).toMatchObject({ status: 202 });
    return (await records.confidential(id, REQUESTED))['resetToken']!;
  }

  describe('forgotten', () => {
    it('are answered the same where the address is known, unknown or deactivated', async () => {
      const [known, closed] = [await people.open(), await people.open()];
      await identity.database.pool.query("UPDATE accounts SET status = 'deactivated' WHERE id = $1", [closed.id]);
      const answers = [await forgot(known.email), await forgot(address()), await forgot(closed.email)];
      expect(answers.map(({ status, body }) => ({ status, body }))).toEqual(Array(3).fill({ status: 202, body: '' }));
      expect(await records.subjects(known.id)).toEqual([REQUESTED]);
      expect(await records.subjects(closed.id)).toEqual([]);
    });

    it('send a token to the owner, sealed', async () => {
      const person = await people.open();
      await forgot(person.email);
      const [event] = await records.outbox(person.id);
      expect(event!.data).toEqual({ sub: person.id });
      const details = { email: person.email, displayName: null, nameVersion: 1, resetToken: expect.any(String) };
      expect(await records.confidential(person.id, REQUESTED)).toEqual(details);
    });

    it('need an address', async () => {
      const before = await records.everything();
      expect(await forgot('nobody')).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
      expect(await records.everything()).toBe(before);
    });
  });

  describe('reset', () => {
    it('lets the new one in and the old one not, and ends every session at once', async () => {
      const person = await people.customer();
      const other = await people.login(person);
      const answer = await reset(await resetTokenOf(person));
      expect(answer.status).toBe(204);
      expect(answer.headers.get('hallpass-propagation')).toMatch(/^(published|pending)$/);
      expect(await me(person.token)).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
      expect(await me(other.token)).toMatchObject({ status: 401 });
      expect(await people.refresh(other)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      expect(await people.tryLogin(person, PASSWORD)).toMatchObject({ status: 401 });
      expect(await people.tryLogin(person, NEXT)).toMatchObject({ status: 200 });
      expect((await records.account(person.id)).token_epoch).toBe(1);
      const [event] = await records.security(person.id);
      expect(JSON.stringify(event!.data)).toContain('credential-change');
      const passwordEvents = (await records.outbox(person.id)).filter(({ subject }) => subject === CHANGED);
      expect(passwordEvents).toMatchObject([{ data: { sub: person.id, tokenEpoch: 1 } }]);
      expect(await records.actions(person.id)).toContain('account.password-reset');
    });

    it('works once for each token, and voids the others of the account', async () => {
      const person = await people.open();
      const [first, second] = [await resetTokenOf(person), await resetTokenOf(person)];
      expect(await reset(first)).toMatchObject({ status: 204 });
      for (const token of [first, second]) {
        expect(await reset(token)).toMatchObject({ status: 400, body: { code: 'invalid_action_token' } });
        const [entry] = (await records.audit(person.id)).slice(-1);
        expect(entry).toMatchObject({ action: 'account.password-reset', details: { reason: 'token_used' } });
      }
      const before = await records.everything();
      for (const token of ['x', 'a.b.c']) {
        expect(await reset(token)).toMatchObject({ status: 400, body: { code: 'invalid_action_token' } });
      }
      expect(await records.everything()).toBe(before);
    });

    it('lets one of two at once through', async () => {
      const person = await people.open();
      const token = await resetTokenOf(person);
      const statuses = (await Promise.all([reset(token), reset(token)])).map(({ status }) => status);
      expect(statuses.sort()).toEqual([204, 400]);
      expect((await records.account(person.id)).token_epoch).toBe(1);
    });

    it('proves the address of a registration, whose password and name do not come into force', async () => {
      const email = address();
      await identity.post('/v1/users', { body: { email, password: PASSWORD, displayName: 'Mallory' } });
      const [registration] = await records.registrationsOf(email);
      expect(await forgot(email)).toMatchObject({ status: 202 });
      const { rows } = await identity.database.pool.query(
        `SELECT account FROM outbox WHERE subject = $1 AND confidential ->> 'email' = $2`,
        [REQUESTED, email],
      );
      const id = rows[0].account;
      const { resetToken } = await records.confidential(id, REQUESTED);
      expect(await reset(resetToken)).toMatchObject({ status: 204 });
      expect(await people.tryLogin({ email }, PASSWORD)).toMatchObject({ status: 401 });
      expect(await people.tryLogin({ email }, NEXT)).toMatchObject({ status: 200 });
      expect(await records.confidential(id, VERIFIED)).toEqual({ email, displayName: null, nameVersion: 1 });
      expect(await records.actions(id)).toEqual([
        'account.password-reset-requested',
        'account.email-verified',
        'account.password-reset',
        '!account.login',
      ]);
      const token = await issue(identity, 'email-verification', registration!);
      expect(await identity.post('/v1/users/verify-email', { body: { token } })).toMatchObject({ status: 400 });
      expect(await people.tryLogin({ email }, PASSWORD)).toMatchObject({ status: 401 });
    });

    it('proves the address of an account that was opened without proof, and takes its name away', async () => {
      const person = await people.open({ verified: false });
      await identity.database.pool.query(`UPDATE accounts SET display_name = 'Mallory' WHERE id = $1`, [person.id]);
      expect(await reset(await resetTokenOf(person))).toMatchObject({ status: 204 });
      expect(await people.tryLogin(person, PASSWORD)).toMatchObject({ status: 401 });
      expect(await people.tryLogin(person, NEXT)).toMatchObject({ status: 200 });
      expect(await records.confidential(person.id, VERIFIED)).toEqual({
        email: person.email,
        displayName: null,
        nameVersion: 1,
      });
    });

    it('refuses a weak password without using the token up', async () => {
      const person = await people.open();
      const token = await resetTokenOf(person);
      const before = await records.everything();
      expect(await reset(token, 'password1')).toMatchObject({ status: 422, body: { reason: 'common' } });
      expect(await reset(token, person.email)).toMatchObject({ status: 422, body: { reason: 'similar_to_email' } });
      expect(await records.everything()).toBe(before);
      expect(await reset(token)).toMatchObject({ status: 204 });
    });

    it('refuses the token of an account that was deactivated meanwhile', async () => {
      const person = await people.open();
      const token = await resetTokenOf(person);
      await identity.database.pool.query("UPDATE accounts SET status = 'deactivated' WHERE id = $1", [person.id]);
      expect(await reset(token)).toMatchObject({ status: 400, body: { code: 'invalid_action_token' } });
    });
  });

  describe('changed', () => {
    it('ends every session, this one too, and lets the new password in', async () => {
      const person = await people.customer();
      const other = await people.login(person);
      const token = await resetTokenOf(person);
      const answer = await change(person.token, PASSWORD);
      expect(answer.status).toBe(204);
      expect(answer.headers.get('hallpass-propagation')).toMatch(/^(published|pending)$/);
      expect(await me(person.token)).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
      expect(await me(other.token)).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
      for (const session of [person, other]) {
        expect(await people.refresh(session)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      }
      expect(await people.tryLogin(person, PASSWORD)).toMatchObject({ status: 401 });
      expect(await people.tryLogin(person, NEXT)).toMatchObject({ status: 200 });
      expect(await reset(token)).toMatchObject({ status: 400, body: { code: 'invalid_action_token' } });
      const entry = (await records.audit(person.id)).find(({ action }) => action === 'account.password-changed');
      expect(entry).toMatchObject({ actor_id: person.id, outcome: 'success', details: { tokenEpoch: 1 } });
    });

    it('is told once as a change of the credential, whatever the number of sessions', async () => {
      const person = await people.customer();
      const other = await people.login(person);
      expect(await change(person.token, PASSWORD)).toMatchObject({ status: 204 });
      const [event, ...others] = await records.security(person.id);
      expect(others).toEqual([]);
      expect(event!.data).toMatchObject({
        sub_id: { format: 'iss_sub', iss: ISSUER, sub: person.id },
        events: {
          'https://schemas.openid.net/secevent/caep/event-type/credential-change': {
            credential_type: 'password',
            change_type: 'update',
            min_epoch: 1,
          },
        },
      });
      for (const { sid } of [person, other]) expect(await records.security(sid)).toEqual([]);
      const told = (await records.outbox(person.id)).filter(({ subject }) => subject === CHANGED);
      expect(told).toMatchObject([{ data: { sub: person.id, tokenEpoch: 1 } }]);
    });

    it('refuses a wrong current password, changes nothing, and limits the guesses', async () => {
      const person = await people.customer();
      for (let i = 0; i < 5; i += 1) {
        expect(await change(person.token, 'a guess of mine')).toMatchObject({
          status: 403,
          body: { code: 'wrong_current_password' },
        });
      }
      expect(await change(person.token, PASSWORD)).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
      expect(await me(person.token)).toMatchObject({ status: 200 });
      expect(await records.actions(person.id)).toContain('!account.password-changed');
    });

    it('lets one of two at once through', async () => {
      const person = await people.customer();
      const answers = await Promise.all([
        change(person.token, PASSWORD),
        change(person.token, PASSWORD, `${NEXT} too`),
      ]);
      expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
      expect((await records.account(person.id)).token_epoch).toBe(1);
    });

    it('and reset at once: one after the other, and neither fails for the other’s sake', async () => {
      for (let round = 0; round < 5; round += 1) {
        const person = await people.customer();
        const token = await resetTokenOf(person);
        const [changed, afterReset] = await Promise.all([
          change(person.token, PASSWORD),
          reset(token, `${NEXT} ${round}`),
        ]);
        expect([204, 401, 403]).toContain(changed.status);
        expect([204, 400]).toContain(afterReset.status);
        expect([changed.status, afterReset.status]).toContain(204);
      }
    });

    it.each([
      ['a weak password', PASSWORD, 'letmein1', 422, 'weak_password'],
      ['no text', PASSWORD, 12345678, 400, 'invalid_request'],
    ])('refuses %s', async (_, current, next, status, code) => {
      const { token } = await people.customer();
      const before = await records.everything();
      expect(await change(token, current, next)).toMatchObject({ status, body: { code } });
      expect(await records.everything()).toBe(before);
    });

    it('needs a token', async () => {
      expect(await change(undefined, PASSWORD)).toMatchObject({ status: 401, body: { code: 'missing_token' } });
    });
  });
});
