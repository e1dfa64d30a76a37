import { join } from 'node:path';
import { SECURITY_STREAM_INCOMPLETE } from '@hallpass/verifier/issuer';
import { cloudEventEncoder, NatsClient, OutboxRelay } from '@hallpass/messaging';
import {
  createDatabase,
  eventually,
  type NatsServer,
  type Noted,
  noting,
  pgSqlClient,
  planOf,
  startNatsServer,
  type TestDatabase,
} from '@hallpass/testing';
import { repeatSecurityEvents } from '../src/outbox/repeat-security-events.js';
import { securityStream } from '../src/outbox/security-stream.js';

jest.setTimeout(120_000); // a hang fails the run, a busy machine does not

const ROWS = 100_000;
/** Two events of each account; security events have no aggregate. */
const insert = (subject: string, publishedAt: string, rows: number) => `
  INSERT INTO outbox (id, subject, data, published_at, aggregate)
  SELECT gen_random_uuid(), '${subject}', '{}', ${publishedAt}, CASE WHEN ${rows} > 1 THEN 'account:' || n / 2 END
  FROM generate_series(1, ${rows}) AS n`;
const PUBLISHED = `now() - interval '1 minute'`;

/** What each statement of the relay of security events reads, each under its name. */
const STATEMENTS = {
  claim: /next_attempt_at <= now\(\)/,
  restore: /restored AS/,
  makeDue: /SET next_attempt_at = now\(\)\s+WHERE/,
  unpublished: /AS found/,
  repetition: /DISTINCT ON/,
};

describe('the relay of security events beside 100,000 pending and 100,000 published identity events', () => {
  let database: TestDatabase;
  let broker: NatsServer;
  let nats: NatsClient;
  const statements: Noted[] = [];

  beforeAll(async () => {
    [database, broker] = await Promise.all([
      createDatabase(join(__dirname, '../prisma/migrations')),
      startNatsServer(),
    ]);
    await database.pool.query(insert('identity.users.v1.registered', 'NULL', ROWS));
    await database.pool.query(insert('identity.users.v1.registered', PUBLISHED, ROWS));
    await database.pool.query(insert('security.v1.session.one', 'NULL', 1));
    await database.pool.query(insert('security.v1.session.two', PUBLISHED, 1));
    nats = new NatsClient({ servers: broker.url, name: 'test' });
    const sql = noting(pgSqlClient(database.pool), statements);
    const stream = { ...securityStream(300), restore: true, incompleteMark: SECURITY_STREAM_INCOMPLETE };
    const encode = cloudEventEncoder({ source: 'urn:test' });
    const relay = new OutboxRelay({ sql, nats, encode, streams: [stream] });
    relay.start();
    try {
      await eventually(() => statements.some(({ sql: text }) => STATEMENTS.unpublished.test(text)));
      await repeatSecurityEvents(sql, { maxAgeMs: 360_000, name: 'test' });
      await relay.backlog();
    } finally {
      await relay.stop();
    }
  });
  afterAll(async () => {
    await nats?.close();
    await broker?.stop();
    await database?.drop();
  });

  const planFor = async (pattern: RegExp): Promise<string> => {
    const { sql, values } = statements.find(({ sql: text }) => pattern.test(text))!;
    // As when the stream had just been made anew.
    const restoreDue = `UPDATE outbox_restores SET completed_at = NULL, reached_at = DEFAULT, reached_sequence = DEFAULT`;
    return planOf(database.pool, `(ANALYZE, TIMING OFF) ${sql}`, values, restoreDue);
  };

  describe.each(['before', 'after'])('%s statistics were gathered', (time) => {
    beforeAll(async () => {
      if (time === 'after') await database.pool.query('ANALYZE outbox');
    });

    it.each(Object.entries(STATEMENTS))('reads no row of another stream for a %s', async (_, pattern) => {
      const plan = await planFor(pattern);
      expect(plan).toMatch(/ (outbox_pending_by_stream|outbox_by_stream|outbox_subject) /);
      expect(plan).not.toMatch(/Seq Scan on outbox /);
      const passedOver = [...plan.matchAll(/Rows Removed by \w+(?: \w+)*: (\d+)/g)].map(([, rows]) => Number(rows));
      expect(passedOver.reduce((sum, rows) => sum + rows, 0)).toBeLessThan(10);
    });
  });

  it('finds out by index whether an older event of an aggregate is pending', async () => {
    const { sql, values } = statements.find(({ sql: text }) => STATEMENTS.claim.test(text))!;
    const claim = sql.replaceAll(`'security'`, `'identity'`);
    const plan = await planOf(database.pool, `(ANALYZE, TIMING OFF) ${claim}`, ['["^identity"]', ...values.slice(1)]);
    expect(plan).toMatch(/Scan using outbox_pending_of_aggregate on outbox earlier/);
    expect(plan).not.toMatch(/Seq Scan on outbox /);
    const read = [...plan.matchAll(/outbox_pending_by_stream on outbox.*actual rows=(\d+)/g)].map(([, rows]) =>
      Number(rows),
    );
    expect(read).toEqual([100]);
  });

  it('counts no more than 10,000 for the metrics', async () => {
    const plan = await planFor(/RECURSIVE/);
    expect(plan).not.toMatch(/Seq Scan on outbox /);
    const read = [...plan.matchAll(/outbox_\w+ on outbox.*actual rows=(\d+)/g)].map(([, rows]) => Number(rows));
    expect(Math.max(...read)).toBe(10_000);
  });
});
