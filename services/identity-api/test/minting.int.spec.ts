import { decodeJwt } from 'jose';
import { eventually } from '@hallpass/testing';
import { bumpTokenEpoch } from '../src/tokens/data/token-epoch.js';
import { Database } from '../src/database/database.js';
import { IdentityApp } from './identity-app.js';
import { type LoggedIn, People } from './people.js';
import { accepts, refresh } from './tokens.js';

const RACES = 15;
const MINTERS = 24;
const WAIT_MS = 120_000;
/** A bound for what ends with the deactivation. */
const MINTS = 1_000;

describe('minting', () => {
  let identity: IdentityApp;
  let replica: IdentityApp;
  let people: People;
  let admin: LoggedIn;
  beforeAll(async () => {
    identity = await IdentityApp.start({ LOGIN_ATTEMPTS_PER_ACCOUNT: '10000', LOGIN_ATTEMPTS_PER_ADDRESS: '10000' });
    replica = await identity.replica();
    people = new People(identity);
    admin = await people.admin();
  });
  afterAll(() => identity?.stop());

  it('waits for a bump of the epoch that is under way, and mints the new one', async () => {
    const person = await people.customer();
    const { pool } = identity.database;
    let minted: ReturnType<typeof refresh> | undefined;
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FOR NO KEY UPDATE%'
      AND datname = current_database()`;
    const epoch = await identity.app.get(Database, { strict: false }).$transaction(async (tx) => {
      const bumped = await bumpTokenEpoch(tx, person.id);
      minted = refresh(identity, person.refreshToken);
      await eventually(async () => expect((await pool.query(waiting)).rowCount).toBe(1));
      return bumped;
    });
    const { status, body } = await minted!;
    expect(status).toBe(200);
    expect(decodeJwt(body.access_token)['epoch']).toBe(epoch);
  });

  it('counts the life of a token from before its account was read, however long it waits', async () => {
    const person = await people.customer();
    const { pool } = identity.database;
    const before = identity.clock.now();
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM accounts WHERE id = $1 FOR UPDATE', [person.id]);
    const minted = refresh(identity, person.refreshToken);
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    await eventually(async () => expect((await pool.query(waiting)).rowCount).toBe(1));
    identity.clock.advance(WAIT_MS);
    await client.query('COMMIT');
    client.release();
    const { iat, exp } = decodeJwt((await minted).body.access_token);
    expect(iat! * 1000).toBeLessThan(before + WAIT_MS);
    expect(exp! - iat!).toBe(300);
  });

  it('that races a deactivation leaves no token that is accepted afterwards', async () => {
    for (let race = 0; race < RACES; race += 1) {
      const person = await people.customer();
      const [deactivation, ...answers] = await Promise.all([
        identity.post(`/v1/admin/users/${person.id}/deactivate`, { token: admin.token, body: { reason: 'race' } }),
        refresh(replica, person.refreshToken),
        people.tryLogin(person),
        refresh(identity, person.refreshToken),
      ]);
      expect(deactivation).toMatchObject({ status: 200, body: { propagation: 'published' } });
      const minted = answers.filter(({ status }) => status === 200).map(({ body }) => body.access_token as string);
      for (const token of [person.token, ...minted]) {
        expect(decodeJwt(token)['epoch']).toBeLessThan(deactivation.body.tokenEpoch);
        expect(await accepts(identity, token)).toBe(false);
        await eventually(async () => expect(await accepts(replica, token)).toBe(false));
      }
      const sql = `SELECT 1 FROM sessions JOIN accounts ON accounts.id = account_id
        WHERE account_id = $1 AND ended_at IS NULL AND opened_epoch >= sessions_valid_from`;
      expect((await identity.database.pool.query(sql, [person.id])).rowCount).toBe(0);
    }
  });

  it('that goes on all the time does not keep a deactivation waiting', async () => {
    const person = await people.open();
    const sessions: LoggedIn[] = [];
    while (sessions.length < MINTERS) sessions.push(await people.login(person));
    let over = false;
    let refreshed = 0;
    const mint = async ({ refreshToken }: LoggedIn, at: IdentityApp) => {
      for (let mints = 0, token = refreshToken; mints < MINTS && !over; mints += 1) {
        const { status, body } = await refresh(at, token);
        if (status !== 200) return;
        token = body.refresh_token;
        refreshed += 1;
      }
    };
    const minters = sessions.map((session, i) => mint(session, i % 2 === 0 ? identity : replica));
    await eventually(() => expect(refreshed).toBeGreaterThan(MINTERS));
    const deactivation = await identity.post(`/v1/admin/users/${person.id}/deactivate`, {
      token: admin.token,
      body: { reason: 'busy' },
    });
    over = true;
    await Promise.all(minters);
    expect(deactivation).toMatchObject({ status: 200, body: { endedSessions: MINTERS } });
  });

  it('begins again with a reactivation, while everything older stays refused', async () => {
    const person = await people.customer();
    const change = (what: string) =>
      identity.post(`/v1/admin/users/${person.id}/${what}`, { token: admin.token, body: { reason: 'check' } });
    await change('deactivate');
    expect(await change('reactivate')).toMatchObject({ status: 200 });
    expect(await accepts(identity, person.token)).toBe(false);
    expect(await refresh(identity, person.refreshToken)).toMatchObject({ status: 400 });
    expect(await accepts(identity, (await people.login(person)).token)).toBe(true);
  });
});
