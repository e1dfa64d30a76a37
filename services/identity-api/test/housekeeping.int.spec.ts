import { Purge } from '@hallpass/platform';
import { CONFIG, type Config } from '../src/config.js';
import { Database } from '../src/database/database.js';
import { purgedKinds } from '../src/retention/purged-kinds.js';
import { ActionTokens } from '../src/tokens/action-tokens.js';
import { consume, issue } from './action-tokens.js';
import { IdentityApp } from './identity-app.js';
import { type LoggedIn, People } from './people.js';
import { accepts, refresh } from './tokens.js';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('housekeeping', () => {
  let identity: IdentityApp;
  let people: People;
  let person: LoggedIn;
  let actions: ActionTokens;
  let database: Database;
  beforeEach(async () => {
    identity = await IdentityApp.start();
    people = new People(identity);
    person = await people.customer();
    actions = identity.app.get(ActionTokens, { strict: false });
    database = identity.app.get(Database, { strict: false });
  });
  afterEach(() => identity?.stop());

  const purge = (sliceRows: number) => {
    const kinds = purgedKinds(identity.app.get<Config>(CONFIG, { strict: false }));
    const failed = (_: string, error: unknown) => {
      throw error;
    };
    return new Purge({ sql: database, clock: identity.clock, kinds, sliceRows, failed }).execute();
  };
  const count = async (table: string) =>
    Number((await identity.database.pool.query(`SELECT count(*) FROM ${table}`)).rows[0].count);

  it('purges sessions that are long over, with their refresh tokens, in batches', async () => {
    await refresh(identity, person.refreshToken);
    for (let i = 0; i < 4; i += 1) await people.login(person);
    identity.clock.advance(38 * DAY_MS);
    const live = await people.login(person);
    expect(await purge(2)).toMatchObject({ sessions: 11 }); // with 6 refresh tokens
    expect([await count('sessions'), await count('refresh_tokens')]).toEqual([1, 1]);
    expect(await accepts(identity, live.token)).toBe(true);
  });

  it('purges a session with more refresh tokens than a batch, a batch at a time', async () => {
    await identity.database.pool.query(
      `INSERT INTO refresh_tokens (id, session_id, token_hash, issued_at, consumed_at)
       SELECT gen_random_uuid(), $1, int4send(n), now(), now() FROM generate_series(1, 100) AS n`,
      [person.sid],
    );
    await identity.database.pool.query(`
      CREATE FUNCTION refuse_bulk() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF (SELECT count(*) FROM gone) > 10 THEN RAISE EXCEPTION 'more than a batch'; END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER refuse_bulk AFTER DELETE ON refresh_tokens REFERENCING OLD TABLE AS gone
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_bulk()`);
    identity.clock.advance(38 * DAY_MS);
    expect(await purge(10)).toMatchObject({ sessions: 102 });
    expect(await count('refresh_tokens')).toBe(0);
  });

  it('keeps what can still be used or looked into', async () => {
    await identity.post('/v1/auth/logout', { token: person.token });
    expect(await purge(500)).toEqual({
      sessions: 0,
      'sealed successors': 0,
      'single-use tokens': 0,
      attempts: 0,
      guesses: 0,
      'known networks': 0,
      'unverified accounts': 0,
      registrations: 0,
      'audit events': 0,
    });
  });

  it('purges counters of attempts an hour after they are over, in batches', async () => {
    const minutesAgo = async (...minutes: number[]) => {
      const over = minutes.map((ago) => identity.clock.now() - ago * 60_000);
      await identity.database.pool.query(
        `INSERT INTO attempts (key, points, expire) SELECT 'counter ' || over, 1, over FROM unnest($1::bigint[]) AS over`,
        [over],
      );
    };
    await identity.database.pool.query('DELETE FROM attempts');
    await minutesAgo(61, 70, 80, 59, -10);
    expect(await purge(2)).toMatchObject({ attempts: 3 });
    expect(await count('attempts')).toBe(2);
  });

  it('purges single-use rows that have expired', async () => {
    await issue(identity, 'password-reset', person.id);
    const later = await issue(identity, 'email-verification', person.id);
    identity.clock.advance(20 * 60 * 1000);
    expect(await purge(1)).toMatchObject({ 'single-use tokens': 1 });
    expect(await consume(identity, 'email-verification', later)).toBe(person.id);
  });

  it('purges registrations, confirmed or not, and leaves the accounts', async () => {
    const add = (daysAgo: number) =>
      identity.database.pool.query(
        `INSERT INTO registrations (id, email, created_at) VALUES (gen_random_uuid(), $1, to_timestamp($2::float8))`,
        [person.email, (identity.clock.now() - daysAgo * DAY_MS) / 1000],
      );
    for (const days of [9, 8, 6]) await add(days);
    expect(await purge(1)).toMatchObject({ registrations: 2, 'unverified accounts': 0 });
    expect([await count('registrations'), await count('accounts')]).toEqual([1, 1]);
  });

  it('purges an account that was never verified, but not while an e-mail may be under way that verifies it', async () => {
    const { rows } = await identity.database.pool.query<{ id: string }>(
      `INSERT INTO accounts (id, email, password_hash, created_at)
       VALUES (gen_random_uuid(), 'nobody@example.com', 'x', to_timestamp($1::float8)) RETURNING id`,
      [(identity.clock.now() - 8 * DAY_MS) / 1000],
    );
    await issue(identity, 'email-verification', rows[0]!.id);
    expect(await purge(500)).toMatchObject({ 'unverified accounts': 0 });
    identity.clock.advance(2 * DAY_MS);
    expect(await purge(500)).toMatchObject({ 'unverified accounts': 1 });
  });

  describe('an action token', () => {
    const issued = () => issue(identity, 'password-reset', person.id);
    const consumed = (token: string) => consume(identity, 'password-reset', token);
    const refused = { code: 'invalid_action_token', status: 400 };

    it('works once, also when it comes twice at the same time', async () => {
      const token = await issued();
      const results = await Promise.allSettled([consumed(token), consumed(token)]);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      await expect(consumed(token)).rejects.toMatchObject(refused);
    });

    it('takes the others of its kind with it', async () => {
      const [first, second] = [await issued(), await issued()];
      expect(await consumed(second)).toBe(person.id);
      await expect(consumed(first)).rejects.toMatchObject(refused);
    });

    it('expires', async () => {
      const token = await issued();
      identity.clock.advance(15 * 60 * 1000 + 1000);
      await expect(consumed(token)).rejects.toMatchObject(refused);
    });

    it('can be made worthless', async () => {
      const token = await issued();
      await database.$transaction((tx) => actions.invalidateActionTokens(tx, 'password-reset', person.id));
      await expect(consumed(token)).rejects.toMatchObject(refused);
    });

    it('stays good when the transaction that consumed it fails', async () => {
      const token = await issued();
      const verified = await actions.verify('password-reset', token);
      const failing = database.$transaction(async (tx) => {
        await actions.consume(tx, verified);
        throw new Error('something else');
      });
      await expect(failing).rejects.toThrow('something else');
      expect(await consumed(token)).toBe(person.id);
    });
  });
});
