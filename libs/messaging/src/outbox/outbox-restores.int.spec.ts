import { eventually } from '@hallpass/testing';
import { MessagingHarness, SUBJECT, message } from '../../test/messaging-harness.js';
import { OutboxRestores, type RestoredStream } from './outbox-restores.js';

const ROWS = 5_001; // more than one slice

describe('the restore of a stream that was lost', () => {
  let harness: MessagingHarness;
  beforeEach(async () => {
    harness = await MessagingHarness.create();
  });
  afterEach(() => harness.close());

  const publishedAnHourAgo = async (rows: number): Promise<void> => {
    await harness.database.pool.query(
      `INSERT INTO outbox (id, subject, data, occurred_at, published_at)
       SELECT gen_random_uuid(), $1, '{}', at, at
       FROM generate_series(1, $2), LATERAL (SELECT now() - interval '1 hour' AS at)`,
      [SUBJECT, rows],
    );
  };
  const stream = (created = new Date().toISOString()): RestoredStream => {
    return { ...harness.stream, created, marginMs: 0, clocksDifferMs: 60_000 };
  };
  const restored = () =>
    harness.rows('SELECT attempts, count(*)::int AS rows FROM outbox WHERE published_at IS NULL GROUP BY attempts');

  it('makes each row pending once, however many replicas meet the new stream at once', async () => {
    await publishedAnHourAgo(ROWS);
    const lost = stream();
    const replicas = Array.from({ length: 4 }, () => new OutboxRestores(harness.sql));
    await eventually(async () => {
      const completed = await Promise.all(replicas.map((replica) => replica.restore(lost)));
      expect(completed).toEqual(replicas.map(() => expect.any(Date)));
    });
    expect(await restored()).toEqual([{ attempts: 1, rows: ROWS }]);
  });

  it('goes on from the last slice where a replica died', async () => {
    await publishedAnHourAgo(ROWS);
    const lost = stream();
    let slices = 0;
    const dying = {
      ...harness.sql,
      $queryRawUnsafe: async <T>(text: string, ...values: unknown[]): Promise<T> => {
        if (text.includes('restored AS') && (slices += 1) > 1) throw new Error('died');
        return harness.sql.$queryRawUnsafe<T>(text, ...values);
      },
    };
    await expect(new OutboxRestores(dying).restore(lost)).rejects.toThrow('died');
    expect(await restored()).toEqual([{ attempts: 1, rows: 5_000 }]);
    expect(await new OutboxRestores(harness.sql).restore(lost)).toEqual(expect.any(Date));
    expect(await restored()).toEqual([{ attempts: 1, rows: ROWS }]);
  });

  it('begins anew for another stream of that name', async () => {
    await publishedAnHourAgo(1);
    const restores = new OutboxRestores(harness.sql);
    await restores.restore(stream('2026-01-01T00:00:00.000000001Z'));
    expect(await restored()).toEqual([]);
    await restores.restore(stream());
    expect(await restored()).toEqual([{ attempts: 1, rows: 1 }]);
  });

  it('is left to the replica that has its turn, while the others go on publishing', async () => {
    const nats = await harness.connected();
    const { created } = await nats.ensureStream(harness.stream);
    await publishedAnHourAgo(1);
    await harness.database.pool.query('INSERT INTO outbox_restores (stream, created) VALUES ($1, $2)', [
      harness.stream.name,
      created,
    ]);
    const other = await harness.database.pool.connect();
    try {
      await other.query('BEGIN; SELECT FROM outbox_restores FOR UPDATE');
      const [written] = await harness.commit(message());
      harness.relay(nats, { streams: [{ ...harness.stream, restore: true }] }).start();
      await eventually(async () => expect(await harness.pending()).toBe(0));
      expect(await harness.rows('SELECT id FROM outbox WHERE attempts > 0')).toEqual([{ id: written?.id }]);
    } finally {
      await other.query('COMMIT');
      other.release();
    }
    await eventually(async () => expect(await harness.messagesIn(nats)).toBe(2));
  });
});
