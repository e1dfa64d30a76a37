import { eventually } from '@hallpass/testing';
import { IdentityApp } from './identity-app.js';
import { type LoggedIn, People } from './people.js';
import { Records } from './records.js';
import { accepts, refresh } from './tokens.js';

const SESSIONS = 10;
const TIMES = 30;
const FLOOD = 500;
const GRACE_MS = 60_000;

/** Any transaction that inserts a refresh token can't commit while this lock is held. */
const SLOW_COMMIT = `
  CREATE FUNCTION wait_to_commit() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_advisory_xact_lock_shared(4711); RETURN NULL; END $$;
  CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON refresh_tokens DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION wait_to_commit()`;

describe('many refreshes at once', () => {
  let identity: IdentityApp;
  let replica: IdentityApp;
  let people: People;
  let records: Records;
  beforeAll(async () => {
    identity = await IdentityApp.start({ LOGIN_ATTEMPTS_PER_ACCOUNT: '10000', LOGIN_ATTEMPTS_PER_ADDRESS: '10000' });
    replica = await identity.replica();
    people = new People(identity);
    records = new Records(identity);
    await identity.database.pool.query(SLOW_COMMIT);
  });
  afterAll(() => identity?.stop());

  /** Runs the work while a transaction of somebody else's is open. */
  const during = async <T>(sql: string, values: unknown[], work: (end: () => Promise<void>) => Promise<T>) => {
    const client = await identity.database.pool.connect();
    let isOpen = true;
    const end = async () => {
      if (isOpen) await client.query('COMMIT');
      isOpen = false;
    };
    try {
      await client.query('BEGIN');
      await client.query(sql, values);
      return await work(end);
    } finally {
      await end();
      client.release();
    }
  };
  const waitingForLocks = async () => {
    const sql = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    return (await identity.database.pool.query(sql)).rowCount;
  };
  const successorOf = async (pending: ReturnType<typeof refresh>): Promise<string> => {
    const { status, body } = await pending;
    expect(status).toBe(200);
    return body.refresh_token;
  };

  it(`with the same tokens, ${TIMES} times each in ${SESSIONS} sessions, end no session and fork none`, async () => {
    const person = await people.open();
    let sessions: LoggedIn[] = [];
    while (sessions.length < SESSIONS) sessions.push(await people.login(person));
    for (let round = 0; round < 2; round += 1) {
      sessions = await Promise.all(
        sessions.map(async (session) => {
          const times = Array.from({ length: TIMES }, (_, i) => i);
          const all = times.map((i) => successorOf(refresh(i % 2 === 0 ? identity : replica, session.refreshToken)));
          const [refreshToken, ...others] = new Set(await Promise.all(all));
          expect(others).toEqual([]);
          return { ...session, refreshToken: refreshToken! };
        }),
      );
    }
    for (const { sid, token } of sessions) {
      expect(await records.actions(sid)).toEqual(['account.login']);
      expect(await accepts(identity, token)).toBe(true);
    }
  });

  it('are judged by when they arrived, however long they waited', async () => {
    const person = await people.customer();
    const lock = 'SELECT 1 FROM accounts WHERE id = $1 FOR UPDATE';
    const answers = await during(lock, [person.id], async (end) => {
      const sent = [identity, identity, replica, replica].map((at) => successorOf(refresh(at, person.refreshToken)));
      await eventually(async () => expect(await waitingForLocks()).toBe(2));
      identity.clock.advance(GRACE_MS + 1_000);
      await end();
      return Promise.all(sent);
    });
    expect(new Set(answers).size).toBe(1);
    expect(await records.actions(person.sid)).toEqual(['account.login']);
  });

  it('are one when the commit of the first is slow and its client asks again', async () => {
    const person = await people.customer();
    const answers = await during('SELECT pg_advisory_xact_lock(4711)', [], async (end) => {
      const first = successorOf(refresh(identity, person.refreshToken));
      await eventually(async () => expect(await waitingForLocks()).toBe(1));
      identity.clock.advance(13_000);
      const again = successorOf(refresh(replica, person.refreshToken));
      await eventually(async () => expect(await waitingForLocks()).toBe(2));
      await end();
      return Promise.all([first, again]);
    });
    expect(answers[1]).toBe(answers[0]);
    expect(await records.actions(person.sid)).toEqual(['account.login']);
  });

  it('of one token beyond the bound are refused before they take a connection, and hold nothing off', async () => {
    const admin = await people.admin();
    const [customer, other] = [await people.customer(), await people.customer()];
    const lock = 'SELECT 1 FROM accounts WHERE id = $1 FOR NO KEY UPDATE';
    const refused: Awaited<ReturnType<typeof refresh>>[] = [];
    await during(lock, [customer.id], async (end) => {
      const sent = Array.from({ length: FLOOD }, async () => {
        const answer = await refresh(identity, customer.refreshToken);
        if (answer.status === 503) refused.push(answer);
      });
      await eventually(() => expect(refused.length).toBeGreaterThan(FLOOD / 2));
      await eventually(async () => expect(await waitingForLocks()).toBe(1));
      expect(await refresh(identity, other.refreshToken)).toMatchObject({ status: 200 });
      expect(await identity.get('/health/ready')).toMatchObject({ status: 200 });
      const body = { reason: 'flood' };
      const deactivation = identity.post(`/v1/admin/users/${customer.id}/deactivate`, { token: admin.token, body });
      await eventually(async () => expect(await waitingForLocks()).toBe(2));
      await end();
      expect(await deactivation).toMatchObject({ status: 200 });
      await Promise.all(sent);
    });
    for (const answer of refused) {
      expect(answer).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } });
      expect(answer.headers.get('retry-after')).toBe('1');
    }
  });

  it('of one account in many sessions hold two connections of a replica', async () => {
    const person = await people.open();
    const sessions: LoggedIn[] = [];
    while (sessions.length < SESSIONS) sessions.push(await people.login(person));
    await during('SELECT 1 FROM accounts WHERE id = $1 FOR UPDATE', [person.id], async (end) => {
      const sent = sessions.map(({ refreshToken }) => successorOf(refresh(identity, refreshToken)));
      await eventually(async () => expect(await waitingForLocks()).toBe(2));
      expect(await refresh(identity, (await people.customer()).refreshToken)).toMatchObject({ status: 200 });
      expect(await waitingForLocks()).toBe(2);
      await end();
      await Promise.all(sent);
    });
  });
});
