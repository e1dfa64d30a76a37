import { eventually } from '@hallpass/testing';
import { issue } from './action-tokens.js';
import { IdentityApp } from './identity-app.js';
import { address, type LoggedIn, PASSWORD, People } from './people.js';
import { Records } from './records.js';

const NEXT = 'another bank of violets';
const DEACTIVATE = "UPDATE accounts SET status = 'deactivated', token_epoch = token_epoch + 1 WHERE id = $1";
const CHANGE_PASSWORD = `UPDATE accounts SET password_hash = 'another', password_changed_at = now() + interval '1 second' WHERE id = $1`;

describe('who is refused because something changed meanwhile', () => {
  let identity: IdentityApp;
  let people: People;
  let records: Records;
  let person: LoggedIn;
  beforeAll(async () => {
    identity = await IdentityApp.start();
    people = new People(identity);
    records = new Records(identity);
  });
  afterAll(() => identity?.stop());
  beforeEach(async () => {
    person = await people.customer();
  });

  /** Asks while a transaction is open that has changed the account, and commits that once the request waits for it. */
  async function overtaken<T>(change: string, values: unknown[], ask: () => Promise<T>): Promise<T> {
    const client = await identity.database.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(change, values);
      const answer = ask();
      await eventually(async () => {
        const { rows } = await identity.database.pool.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        expect(rows.length).toBeGreaterThan(0);
      });
      await client.query('COMMIT');
      return await answer;
    } finally {
      client.release();
    }
  }
  const lastFailure = async (target: string) => {
    const failures = (await records.audit(target)).filter(({ outcome }) => outcome === 'failure');
    expect(failures).toHaveLength(1);
    return failures[0];
  };

  it.each([
    ['deactivated', DEACTIVATE],
    ['password_changed', CHANGE_PASSWORD],
  ])('is audited at login, with the reason %s', async (reason, change) => {
    const answer = await overtaken(change, [person.id], () => people.tryLogin(person));
    expect(answer).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
    expect(await lastFailure(person.id)).toMatchObject({
      action: 'account.login',
      client_id: 'hallpass-first-party',
      ip_address: '127.0.0.1',
      details: { reason },
    });
  });

  it.each([
    ['deactivated', DEACTIVATE],
    ['password_changed', CHANGE_PASSWORD],
  ])('is audited at a change of the password, with the reason %s', async (reason, change) => {
    const body = { currentPassword: PASSWORD, newPassword: NEXT };
    const ask = () => identity.post('/v1/me/password', { token: person.token, body });
    expect(await overtaken(change, [person.id], ask)).toMatchObject({ status: 403 });
    expect(await lastFailure(person.id)).toMatchObject({
      action: 'account.password-changed',
      actor_id: person.id,
      details: { reason },
    });
  });

  it.each([
    ['deactivated', DEACTIVATE, 'id'],
    ['session_ended', 'UPDATE sessions SET ended_at = now() WHERE id = $1', 'sid'],
  ] as const)('is audited at a refresh, with the reason %s', async (reason, change, id) => {
    const answer = await overtaken(change, [person[id]], () => people.refresh(person));
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await lastFailure(person.sid)).toMatchObject({
      action: 'session.refreshed',
      client_id: 'hallpass-first-party',
      details: { reason, accountId: person.id },
    });
  });

  it('is audited at a reset', async () => {
    const token = await issue(identity, 'password-reset', person.id);
    const ask = () => identity.post('/v1/auth/password/reset', { body: { token, password: NEXT } });
    const answer = await overtaken(DEACTIVATE, [person.id], ask);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_action_token' } });
    const details = { reason: 'deactivated' };
    expect(await lastFailure(person.id)).toMatchObject({ action: 'account.password-reset', details });
  });

  it('is audited at the confirmation of an address that another registration has become the account of', async () => {
    const email = address();
    await identity.post('/v1/users', { body: { email, password: PASSWORD } });
    const [id] = await records.registrationsOf(email);
    const token = await issue(identity, 'email-verification', id!);
    const ask = () => identity.post('/v1/users/verify-email', { body: { token } });
    const taken = `INSERT INTO accounts (id, email, password_hash, email_verified_at) VALUES (gen_random_uuid(), $1, 'x', now())`;
    const answer = await overtaken(taken, [email], ask);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_action_token' } });
    expect(await lastFailure(id!)).toMatchObject({
      action: 'account.email-verified',
      details: { reason: 'address_taken' },
    });
  });

  it('leaves no entry at a refresh with a token that was of no use before', async () => {
    await identity.post('/v1/auth/logout', { token: person.token });
    expect(await people.refresh(person)).toMatchObject({ status: 400 });
    expect(await records.actions(person.sid)).not.toContain('!session.refreshed');
  });
});
