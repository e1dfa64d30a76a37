import { decodeJwt } from 'jose';
import { eventually } from '@hallpass/testing';
import { bumpTokenEpoch } from '../src/accounts/data/token-epoch.js';
import { Database } from '../src/database/database.js';
import { IdentityApp } from './identity-app.js';
import { type LoggedIn, People } from './people.js';
import { accepts, refresh } from './tokens.js';

const RACES = 15;

describe('minting', () => {
  let identity: IdentityApp;
  let replica: IdentityApp;
  let people: People;
  let admin: LoggedIn;
  beforeAll(async () => {
    identity = await IdentityApp.start({ LOGIN_ATTEMPTS_PER_ADDRESS: '10000' });
    replica = await identity.replica();
    people = new People(identity);
    admin = await people.admin();
  });
  afterAll(() => identity?.stop());

  it('waits for a bump of the epoch that is under way, and mints the new one', async () => {
    const person = await people.customer();
    const { pool } = identity.database;
    let minted: ReturnType<typeof refresh> | undefined;
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FOR SHARE%'
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
      const sql = 'SELECT 1 FROM sessions WHERE account_id = $1 AND ended_at IS NULL';
      expect((await identity.database.pool.query(sql, [person.id])).rowCount).toBe(0);
    }
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
