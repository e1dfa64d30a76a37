import { randomUUID } from 'node:crypto';
import { eventually, Link } from '@hallpass/testing';
import { z } from 'zod';
import { MessagingHarness, SUBJECT, message } from '../../test/messaging-harness.js';
import type { NatsClient } from '../nats/nats-client.js';
import { cloudEventEncoder, type OutboxEncoder } from './encoder.js';
import type { OutboxMessage } from './outbox-message.js';

const CANCELLED = 'orders.v1.cancelled';

describe('the events of one aggregate', () => {
  let harness: MessagingHarness;
  let nats: NatsClient;
  beforeEach(async () => {
    harness = await MessagingHarness.create();
    nats = await harness.connected();
    await nats.ensureStream(harness.stream);
  });
  afterEach(() => harness.close());

  const aggregate = `order:${randomUUID()}`;
  const placed = () => message({ aggregate });
  const cancelled = () => message({ aggregate, subject: CANCELLED });

  /** The ids in the stream, in its order. */
  const stream = async (): Promise<(string | undefined)[]> => {
    const { streams } = await nats.manager();
    const { state } = await streams.info(harness.stream.name);
    const sequences = Array.from({ length: state.last_seq }, (_, n) => n + 1);
    const messages = await Promise.all(sequences.map((seq) => streams.getMessage(harness.stream.name, { seq })));
    return messages.map((stored) => stored?.header.get('Nats-Msg-Id'));
  };
  const ids = (messages: readonly OutboxMessage[]) => messages.map(({ id }) => id);

  /** A relay whose link to the broker can hang, while everybody else's is well. */
  const overLink = async () => {
    const link = await Link.to(Number(new URL(harness.server.url).port));
    harness.onClose(() => link.close());
    const far = harness.client(`nats://127.0.0.1:${link.port}`);
    await eventually(() => far.isConnected);
    return { link, far, relay: harness.relay(far) };
  };

  it('are handled in their order when the link of the replica that has the first one hangs', async () => {
    const { link, far, relay: hanging } = await overLink();
    const handled: string[] = [];
    const note = async ({ id }: { id: string }) => void handled.push(id);
    const handlers = [SUBJECT, CANCELLED].map((subject) => ({
      definition: { subject, data: z.object({}) },
      handle: note,
    }));
    const consumer = harness.consumer(nats, { handlers });
    consumer.start();
    const other = harness.relay(nats);

    link.become('silent');
    const first = await harness.commit(placed());
    const hung = hanging.publishNow(first, 1_000);
    await eventually(async () => expect(await harness.rows('SELECT FROM outbox WHERE attempts = 1')).toHaveLength(1));
    const second = await harness.commit(cancelled());
    expect(await other.publishNow(second)).toBe('pending');
    expect(await stream()).toEqual([]);

    other.start();
    const order = ids([...first, ...second]);
    await eventually(() => expect(handled).toEqual(order));
    expect(await hung).toBe('pending');

    // What hung arrives after all: within the duplicate window the stream drops it, later the inbox of the consumer.
    link.become('open');
    await eventually(() => far.connection.flush());
    expect(await stream()).toEqual(order);
    const again = await (await nats.manager()).streams.getMessage(harness.stream.name, { seq: 1 });
    await nats.publish(SUBJECT, again!.data, { msgId: randomUUID() });
    await eventually(() => expect(consumer.counts).toMatchObject({ handled: 2, repeated: 1 }));
    expect(handled).toEqual(order);
  });

  it('are in the stream in their order, however many replicas there are and whose link hangs', async () => {
    const { link, relay } = await overLink();
    const relays = [relay, harness.relay(nats), harness.relay(await harness.connected())];
    for (const each of relays) each.start();
    const sent: OutboxMessage[] = [];
    for (let round = 0; round < 4; round += 1) {
      link.become(round % 2 === 0 ? 'silent' : 'open');
      for (let n = 0; n < 40; n += 1) {
        const written = await harness.commit(message({ aggregate: `order:${n % 8}` }));
        sent.push(...written);
        if (n % 3 === 0) void relays[n % relays.length]?.publishNow(written);
      }
    }
    link.become('open');
    await eventually(async () => expect(await harness.pending()).toBe(0), { timeoutMs: 40_000 });
    const order = await stream();
    expect(new Set(order).size).toBe(sent.length);
    for (let n = 0; n < 8; n += 1) {
      const own = ids(sent.filter((each) => each.aggregate === `order:${n}`));
      expect(order.filter((id) => own.includes(id!))).toEqual(own);
    }
  });

  it('are published one at a time, and those of other aggregates all at once', async () => {
    const relay = harness.relay(nats);
    const messages = await harness.commit(
      placed(),
      cancelled(),
      ...Array.from({ length: 150 }, (_, n) => message({ aggregate: `order:${n}` })),
      message(),
    );
    expect(await relay.publishNow(messages, 5_000)).toBe('pending');
    const [first, second, ...others] = ids(messages);
    expect(await stream()).toEqual([first, ...others]);
    relay.start();
    await eventually(async () => expect(await stream()).toEqual([first, ...others, second]));
  });

  it('wait for one that can not be published, as no others do', async () => {
    const [first, second, other] = await harness.commit(placed(), cancelled(), message({ aggregate: 'order:other' }));
    let failing = true;
    const encode: OutboxEncoder = async (row) => {
      if (failing && row.id === first?.id) throw new Error('no key');
      return cloudEventEncoder({ source: 'urn:test' })(row);
    };
    harness.relay(nats, { encode }).start();
    await eventually(async () => expect(await stream()).toEqual([other?.id]));
    await eventually(async () => expect(await harness.rows('SELECT FROM outbox WHERE attempts > 2')).toHaveLength(1));
    expect(await harness.rows('SELECT id FROM outbox WHERE attempts = 0')).toEqual([{ id: second?.id }]);
    failing = false;
    await eventually(async () => expect(await stream()).toEqual(ids([other!, first!, second!])));
  });

  it('wait until a stream that was lost is restored, so that a new one does not come before an old one', async () => {
    const relay = harness.relay(nats, { streams: [{ ...harness.stream, restore: true }] });
    const before = await harness.commit(placed());
    expect(await relay.publishNow(before)).toBe('published');
    await (await nats.manager()).streams.delete(harness.stream.name);
    const { created } = await nats.ensureStream(harness.stream);
    await harness.database.pool.query('INSERT INTO outbox_restores (stream, created) VALUES ($1, $2)', [
      harness.stream.name,
      created,
    ]);
    const after = await harness.commit(cancelled());
    const unordered = await harness.commit(message());
    expect(await relay.publishNow(after)).toBe('pending');
    expect(await relay.publishNow(unordered)).toBe('published');
    relay.start();
    await eventually(async () => expect(await stream()).toEqual(ids([...unordered, ...before, ...after])));
  });
});
