import { randomUUID } from 'node:crypto';
import { cloudEventSchema, STREAMS } from '@hallpass/contracts';
import { Metrics } from '@hallpass/platform';
import { runWithTraceparent, systemClock } from '@hallpass/ports';
import { eventually, noting, type Noted } from '@hallpass/testing';
import { MessagingHarness, SUBJECT, message } from '../../test/messaging-harness.js';
import { cloudEventEncoder, type OutboxEncoder } from './encoder.js';
import { Outbox } from './outbox.js';

describe('the outbox and its relay', () => {
  let harness: MessagingHarness;
  beforeEach(async () => {
    harness = await MessagingHarness.create();
  });
  afterEach(() => harness.close());

  it('publishes directly after the commit and says so when the stream has it', async () => {
    const nats = await harness.connected();
    const relay = harness.relay(nats);
    await nats.ensureStream(harness.stream);
    const messages = await harness.commit(message(), message());
    expect(await relay.publishNow(messages)).toBe('published');
    expect(await harness.messagesIn(nats)).toBe(2);
    expect(await harness.pending()).toBe(0);
    expect(await relay.publishNow(messages)).toBe('published');
    expect(await harness.messagesIn(nats)).toBe(2);
  });

  it('publishes a CloudEvent that says what, about whom, when and from where', async () => {
    const nats = await harness.connected();
    const relay = harness.relay(nats);
    await nats.ensureStream(harness.stream);
    const [sent] = await harness.commit(message({ account: randomUUID(), data: { total: 3 } }));
    await relay.publishNow([sent!]);
    const stored = await (await nats.manager()).streams.getMessage(harness.stream.name, { seq: 1 });
    expect(cloudEventSchema.parse(stored?.json())).toMatchObject({
      id: sent?.id,
      source: 'urn:test',
      type: SUBJECT,
      subject: sent?.account,
      data: { total: 3 },
    });
    expect(stored?.header.get('Nats-Msg-Id')).toBe(sent?.id);
    expect(stored?.header.get('content-type')).toBe('application/cloudevents+json');
  });

  it('publishes nothing that was rolled back', async () => {
    const nats = await harness.connected();
    const relay = harness.relay(nats);
    await nats.ensureStream(harness.stream);
    const sent = message();
    const rolledBack = harness.sql.$transaction(async (tx) => {
      await new Outbox().add(tx, [sent]);
      throw new Error('rolled back');
    });
    await expect(rolledBack).rejects.toThrow('rolled back');
    expect(await relay.publishNow([sent])).toBe('pending');
    expect(await harness.messagesIn(nats)).toBe(0);
  });

  it('loses nothing when a process dies between commit and publication: any relay on the database publishes it', async () => {
    await harness.commit(message(), message(), message());
    const nats = await harness.connected();
    harness.relay(nats).start();
    await eventually(async () => expect(await harness.pending()).toBe(0));
    expect(await harness.messagesIn(nats)).toBe(3);
  });

  it('publishes each row once in the stream, however many relays there are', async () => {
    await harness.commit(...Array.from({ length: 250 }, () => message()));
    const clients = await Promise.all([harness.connected(), harness.connected(), harness.connected()]);
    for (const nats of clients) harness.relay(nats).start();
    await eventually(async () => expect(await harness.pending()).toBe(0));
    expect(await harness.messagesIn(clients[0]!)).toBe(250);
  });

  it('answers pending while the broker is away and publishes when it is back', async () => {
    const nats = await harness.connected();
    const relay = harness.relay(nats);
    relay.start();
    await eventually(async () => expect(await harness.messagesIn(nats)).toBe(0));
    await harness.server.kill9();
    await eventually(() => !nats.isConnected);
    const messages = await harness.commit(message());
    expect(await relay.publishNow(messages)).toBe('pending');
    expect(await relay.backlog()).toMatchObject({ pending: 1 });
    await harness.server.restart();
    await eventually(async () => expect(await harness.pending()).toBe(0));
    expect(await harness.messagesIn(nats)).toBe(1);
    expect(await relay.backlog()).toEqual({ pending: 0, oldestSeconds: 0 });
  });

  it('shows its backlog in the metrics, by one statement', async () => {
    const metrics = new Metrics();
    const statements: Noted[] = [];
    await harness.server.kill9();
    harness.relay(harness.client(), { metrics, sql: noting(harness.sql, statements) });
    await harness.commit(message(), message({ subject: 'identity.users.v1.registered' }));
    await harness.database.pool.query(
      `UPDATE outbox SET occurred_at = now() - interval '1 hour' WHERE subject <> '${SUBJECT}'`,
    );
    const shown = await metrics.render();
    expect(shown).toContain('outbox_pending 2');
    expect(shown).toMatch(/outbox_oldest_seconds 36\d\d\./);
    expect(statements).toHaveLength(1);
    await harness.server.restart();
  });

  it('counts a long backlog up to 10,000', async () => {
    await manyOfIdentity(false);
    expect(await harness.relay(harness.client()).backlog()).toMatchObject({ pending: 10_000 });
  });

  it('carries the trace of the request that caused the event', async () => {
    const nats = await harness.connected();
    await nats.ensureStream(harness.stream);
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const messages = await runWithTraceparent(traceparent, () => harness.commit(message()));
    await harness.relay(nats).publishNow(messages);
    const stored = await (await nats.manager()).streams.getMessage(harness.stream.name, { seq: 1 });
    expect(stored?.json<{ traceparent: string }>().traceparent).toContain('0af7651916cd43dd8448eb211c80319c');
  });

  it('answers pending in time when the broker is silent, and publishes when it speaks again', async () => {
    const nats = await harness.connected();
    const relay = harness.relay(nats);
    await nats.ensureStream(harness.stream);
    const messages = await harness.commit(message());
    await harness.silence(nats);
    expect(await relay.publishNow(messages, 50)).toBe('pending');
    await harness.server.resume();
    relay.start();
    await eventually(async () => expect(await harness.pending()).toBe(0));
    expect(await harness.messagesIn(nats)).toBe(1);
  });

  it('answers pending, and never throws, when the database fails after the commit', async () => {
    const nats = await harness.connected();
    const sql = { ...harness.sql, $queryRawUnsafe: () => Promise.reject(new Error('away')) };
    expect(await harness.relay(nats, { sql }).publishNow([message()])).toBe('pending');
  });

  it('starts before the broker does', async () => {
    const { url } = harness.server;
    await harness.server.kill9();
    const nats = harness.client(url);
    harness.relay(nats).start();
    await harness.commit(message());
    await harness.server.restart();
    await eventually(async () => expect(await harness.pending()).toBe(0));
  });

  it('repeats what could not be encoded, with a growing delay, and holds up nothing else', async () => {
    const nats = await harness.connected();
    const [broken, fine] = await harness.commit(message(), message());
    let failing = true;
    const encode: OutboxEncoder = async (row) => {
      if (failing && row.id === broken?.id) throw new Error('no key');
      return cloudEventEncoder({ source: 'urn:test' })(row);
    };
    harness.relay(nats, { encode }).start();
    const row = async () =>
      (await harness.rows<{ id: string; attempts: number; last_error: string; published: boolean }>(
        'SELECT id, attempts, last_error, published_at IS NOT NULL AS published FROM outbox ORDER BY sequence',
      )) as [unknown, unknown];
    await eventually(async () =>
      expect(await row()).toMatchObject([
        { id: broken?.id, last_error: 'Error: no key', published: false },
        { id: fine?.id, published: true },
      ]),
    );
    await eventually(async () => ((await row())[0] as { attempts: number }).attempts > 2);
    failing = false;
    await eventually(async () => expect(await harness.pending()).toBe(0));
    expect(await row()).toMatchObject([{ last_error: null, published: true }, {}]);
  });

  it('keeps the confidential part only sealed once it was published, and not before', async () => {
    const nats = await harness.connected();
    await nats.ensureStream(harness.stream);
    const sealedData = { sealed: true };
    const seal: OutboxEncoder = async (row) => {
      const message = await cloudEventEncoder({ source: 'urn:test' })({ ...row, data: sealedData, confidential: null });
      return { ...message, sealedData };
    };
    const messages = await harness.commit(message({ confidential: { email: 'alice@hallpass.test' } }));
    const open = await harness.relay(nats).publishNow(messages);
    expect(open).toBe('pending'); // the default encoder refuses to send it in the clear
    expect(await harness.rows('SELECT confidential FROM outbox')).toEqual([
      { confidential: { email: 'alice@hallpass.test' } },
    ]);
    expect(await harness.relay(nats, { encode: seal }).publishNow(messages)).toBe('published');
    expect(await harness.rows('SELECT confidential, data FROM outbox')).toEqual([
      { confidential: null, data: sealedData },
    ]);
  });

  it('drops published rows after the retention, and keeps the pending ones', async () => {
    const nats = await harness.connected();
    await nats.ensureStream(harness.stream);
    const relay = harness.relay(nats, { retentionMs: 0 });
    await relay.publishNow(await harness.commit(message(), message()));
    const [stays] = await harness.commit(message({ confidential: {} }));
    relay.start();
    await eventually(async () => expect(await harness.rows('SELECT id FROM outbox')).toEqual([{ id: stays?.id }]));
  });

  /** More than one statement takes, published an hour ago. */
  const longOutbox = async (): Promise<number> => {
    const count = 5_001;
    await harness.database.pool.query(
      `INSERT INTO outbox (id, subject, data, occurred_at, published_at)
       SELECT gen_random_uuid(), $1, '{}', at, at
       FROM generate_series(1, $2), LATERAL (SELECT now() - interval '1 hour' AS at)`,
      [SUBJECT, count],
    );
    return count;
  };

  it('drops them however many they are', async () => {
    await longOutbox();
    harness.relay(await harness.connected(), { retentionMs: 60_000 }).start();
    await eventually(async () => expect(await harness.rows('SELECT FROM outbox')).toEqual([]));
  });

  it('publishes to a stream whatever becomes of another one, the first before all others', async () => {
    const nats = await harness.connected();
    const held = Promise.withResolvers<undefined>();
    const encode: OutboxEncoder = async (row) => {
      if (row.subject === SUBJECT) await held.promise;
      return cloudEventEncoder({ source: 'urn:test' })(row);
    };
    await harness.commit(message(), { ...message(), subject: 'identity.users.v1.deactivated' });
    const relay = harness.relay(nats, { encode, streams: [STREAMS.identity, harness.stream] });
    relay.start();
    try {
      await eventually(async () => expect(await harness.messagesIn(nats, STREAMS.identity.name)).toBe(1));
      await eventually(async () => expect(await harness.pending()).toBe(1));
    } finally {
      held.resolve(undefined);
    }
    await eventually(async () => expect(await harness.pending()).toBe(0));
  });

  /** Rows of another stream than the harness's, pending or published an hour ago. */
  const manyOfIdentity = async (published: boolean): Promise<void> => {
    await harness.database.pool.query(
      `INSERT INTO outbox (id, subject, data, occurred_at, published_at)
       SELECT gen_random_uuid(), 'identity.users.v1.registered', '{}', at, CASE WHEN $1 THEN at END
       FROM generate_series(1, 20000), LATERAL (SELECT now() - interval '1 hour' AS at)`,
      [published],
    );
  };

  it('publishes what was written after 20,000 pending messages of another stream before they are published', async () => {
    const nats = await harness.connected();
    const begun = Promise.withResolvers<undefined>();
    const held = Promise.withResolvers<undefined>();
    const encode: OutboxEncoder = async (row) => {
      if (row.subject !== SUBJECT) {
        begun.resolve(undefined);
        await held.promise;
      }
      return cloudEventEncoder({ source: 'urn:test' })(row);
    };
    await manyOfIdentity(false);
    harness.relay(nats, { encode, streams: [harness.stream, STREAMS.identity] }).start();
    try {
      await begun.promise;
      await harness.commit(message());
      await eventually(async () => expect(await harness.messagesIn(nats)).toBe(1));
      await eventually(async () => expect(await harness.pending()).toBe(20_000));
    } finally {
      held.resolve(undefined);
    }
  });

  it('completes a stream before what another one has lost is pending again', async () => {
    const nats = await harness.connected();
    const begun = Promise.withResolvers<undefined>();
    const held = Promise.withResolvers<undefined>();
    const sql = {
      ...harness.sql,
      $queryRawUnsafe: async <T>(text: string, ...values: unknown[]): Promise<T> => {
        if (text.includes('restored AS') && String(values[0]).includes('identity')) {
          begun.resolve(undefined);
          await held.promise;
        }
        return harness.sql.$queryRawUnsafe<T>(text, ...values);
      },
    };
    await manyOfIdentity(true);
    const [urgent] = await harness.commit(message());
    const streams = [
      { ...harness.stream, restore: true, incompleteMark: 'incomplete' },
      { ...STREAMS.identity, restore: true },
    ];
    harness.relay(nats, { sql, streams }).start();
    const description = async () =>
      (await (await nats.manager()).streams.info(harness.stream.name)).config.description ?? '';
    try {
      await begun.promise;
      await eventually(async () => expect(await description()).toBe(''));
      expect(await harness.messagesIn(nats)).toBe(1);
      expect(await harness.rows('SELECT id FROM outbox WHERE attempts > 0')).toEqual([{ id: urgent?.id }]);
    } finally {
      held.resolve(undefined);
    }
  });

  it('looks whether a stream is still there while another one is being published to', async () => {
    const nats = await harness.connected();
    const begun = Promise.withResolvers<undefined>();
    const held = Promise.withResolvers<undefined>();
    const encode: OutboxEncoder = async (row) => {
      begun.resolve(undefined);
      await held.promise;
      return cloudEventEncoder({ source: 'urn:test' })(row);
    };
    let laterMs = 0;
    const clock = { ...systemClock, monotonic: () => systemClock.monotonic() + laterMs };
    await harness.commit(message({ subject: 'identity.users.v1.registered' }));
    harness.relay(nats, { encode, clock, streams: [harness.stream, STREAMS.identity] }).start();
    try {
      await begun.promise;
      await eventually(async () => expect(await harness.messagesIn(nats)).toBe(0));
      await (await nats.manager()).streams.delete(harness.stream.name);
      laterMs = 60_000;
      await eventually(async () => expect(await harness.messagesIn(nats)).toBe(0));
    } finally {
      held.resolve(undefined);
    }
  });

  it('ends what it is publishing before it stops', async () => {
    const nats = await harness.connected();
    const reached = Promise.withResolvers<undefined>();
    const go = Promise.withResolvers<undefined>();
    const encode: OutboxEncoder = async (row) => {
      reached.resolve(undefined);
      await go.promise;
      return cloudEventEncoder({ source: 'urn:test' })(row);
    };
    const relay = harness.relay(nats, { encode });
    await harness.commit(message());
    relay.start();
    await reached.promise;
    const stopped = relay.stop();
    go.resolve(undefined);
    await stopped;
    expect(await harness.pending()).toBe(0);
  });

  describe('with a broker that has lost its state', () => {
    const lose = async (): Promise<void> => {
      const nats = await harness.connected();
      await (await nats.manager()).streams.delete(harness.stream.name);
    };

    it('creates the stream again', async () => {
      const nats = await harness.connected();
      const relay = harness.relay(nats);
      relay.start();
      await eventually(async () => expect(await harness.messagesIn(nats)).toBe(0));
      await lose();
      await harness.commit(message());
      await eventually(async () => expect(await harness.pending()).toBe(0));
      expect(await harness.messagesIn(nats)).toBe(1);
    });

    it('marks the stream as incomplete until it has published everything again', async () => {
      const nats = await harness.connected();
      const mark = 'incomplete';
      const streams = [{ ...harness.stream, restore: true, incompleteMark: mark }];
      const description = async () => {
        const info = await (await nats.manager()).streams.info(harness.stream.name).catch(() => undefined);
        return info?.config.description ?? (info && '');
      };
      const held = Promise.withResolvers<undefined>();
      const [late] = await harness.commit(message());
      const encode: OutboxEncoder = async (row) => {
        if (row.id === late?.id) await held.promise;
        return cloudEventEncoder({ source: 'urn:test' })(row);
      };
      harness.relay(nats, { streams, encode }).start();
      const claimed = () => harness.rows('SELECT FROM outbox WHERE attempts > 0');
      await eventually(async () => expect(await claimed()).toHaveLength(1));
      try {
        expect(await description()).toBe(mark);
      } finally {
        held.resolve(undefined);
      }
      await eventually(async () => expect(await description()).toBe(''));
      expect(await harness.messagesIn(nats)).toBe(1);
    });

    describe('while a replica has its acknowledgement and has not marked the row yet', () => {
      const MARKS = /SET published_at = p/;
      const CLAIMS = /next_attempt_at <= now\(\)/;

      /** A replica that has published, and stands still before it says so in the database; the broker is then without its state. */
      const acknowledgedByTheLost = async () => {
        const nats = await harness.connected();
        await nats.ensureStream(harness.stream);
        const marking = harness.holding(MARKS);
        const messages = await harness.commit(message());
        const published = harness.relay(nats, { sql: marking.sql }).publishNow(messages, 10_000);
        await marking.reached;
        expect(await harness.messagesIn(nats)).toBe(1);
        await lose();
        await nats.ensureStream(harness.stream);
        return { marking, published, nats };
      };
      const streams = () => [{ ...harness.stream, restore: true }];

      it('publishes it again when the mark comes before another replica has met the new broker', async () => {
        const { marking, published, nats } = await acknowledgedByTheLost();
        marking.release();
        expect(await published).toBe('published');
        harness.relay(nats, { streams: streams() }).start();
        await eventually(async () => expect(await harness.messagesIn(nats)).toBe(1));
      });

      it('publishes it again when the mark comes after that, and does not call it published', async () => {
        const { marking, published, nats } = await acknowledgedByTheLost();
        const claiming = harness.holding(CLAIMS);
        harness.relay(nats, { streams: streams(), sql: claiming.sql }).start();
        await claiming.reached;
        marking.release();
        expect(await published).toBe('pending');
        claiming.release();
        await eventually(async () => expect(await harness.messagesIn(nats)).toBe(1));
        await eventually(async () => expect(await harness.pending()).toBe(0));
      });
    });

    it('publishes again more than one statement could make pending', async () => {
      const count = await longOutbox();
      const nats = await harness.connected();
      harness.relay(nats, { streams: [{ ...harness.stream, restore: true }] }).start();
      await eventually(async () => expect(await harness.messagesIn(nats)).toBe(count), { timeoutMs: 50_000 });
      await eventually(async () => expect(await harness.pending()).toBe(0));
    });

    it('does not make pending again what was written after there was the stream', async () => {
      const nats = await harness.connected();
      await nats.ensureStream(harness.stream);
      await harness.commit(message());
      await harness.database.pool.query(
        `UPDATE outbox SET occurred_at = now() + interval '2 minutes', published_at = now() - interval '1 hour'`,
      );
      const relay = harness.relay(nats, { streams: [{ ...harness.stream, restore: true }] });
      relay.start();
      const [later] = await harness.commit(message());
      const published = () => harness.rows(`SELECT id FROM outbox WHERE published_at > now() - interval '1 minute'`);
      await eventually(async () => expect(await published()).toEqual([{ id: later?.id }]));
      expect(await harness.messagesIn(nats)).toBe(1);
    });

    it('publishes again what the stream would still hold, where that was asked for', async () => {
      const nats = await harness.connected();
      const streams = [{ ...harness.stream, restore: true }];
      const relay = harness.relay(nats, { streams });
      relay.start();
      await harness.commit(message(), message());
      await eventually(async () => expect(await harness.messagesIn(nats)).toBe(2));
      await eventually(async () => expect(await harness.pending()).toBe(0));
      await lose();
      await harness.server.kill9();
      await eventually(() => !nats.isConnected);
      await harness.server.restart();
      await eventually(async () => expect(await harness.messagesIn(nats)).toBe(2));
      await eventually(async () => expect(await harness.pending()).toBe(0));
      const attempts = () => harness.rows('SELECT attempts FROM outbox');
      const before = await attempts();
      await harness.server.kill9();
      await eventually(() => !nats.isConnected);
      await harness.server.restart();
      await harness.commit(message());
      await eventually(async () => expect(await harness.messagesIn(nats)).toBe(3));
      expect((await attempts()).slice(0, 2)).toEqual(before); // nothing was lost this time, so nothing is published again
    });
  });
});
