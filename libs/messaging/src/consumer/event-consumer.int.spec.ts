import { randomUUID } from 'node:crypto';
import { STREAMS, type CloudEvent } from '@hallpass/contracts';
import { currentTraceparent, type SqlClient, type SqlExecutor } from '@hallpass/ports';
import { eventually } from '@hallpass/testing';
import { z } from 'zod';
import { MessagingHarness, SUBJECT } from '../../test/messaging-harness.js';
import type { NatsClient } from '../nats/nats-client.js';
import { findStream } from '../nats/streams.js';
import { DeadLetters } from './dead-letters.js';
import { ensureDurable } from './durable.js';
import { PermanentError, type EventHandler } from './event-handler.js';

const definition = { subject: SUBJECT, data: z.object({ note: z.string() }) };
type Placed = CloudEvent<z.infer<(typeof definition)['data']>>;

function event(part: object = {}): CloudEvent {
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: 'urn:test',
    type: SUBJECT,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data: { note: 'hello' },
    ...part,
  };
}

const note = async (placed: Placed, tx: SqlExecutor): Promise<void> => {
  await tx.$executeRawUnsafe('INSERT INTO effects VALUES ($1::uuid, $2)', placed.id, placed.data.note);
};
const handlerOf = (handle: EventHandler<typeof definition>['handle']) => ({ definition, handle });

describe('an event consumer', () => {
  let harness: MessagingHarness;
  let nats: NatsClient;
  beforeEach(async () => {
    harness = await MessagingHarness.create();
    nats = await harness.connected();
    await nats.ensureStream(harness.stream);
  });
  afterEach(() => harness.close());

  /** Each time as a message of its own, as a redelivery past the duplicate window would be. */
  const publish = async (content: object | string, subject = SUBJECT): Promise<void> => {
    const body = typeof content === 'string' ? content : JSON.stringify(content);
    await nats.publish(subject, body, { msgId: randomUUID() });
  };
  const effects = () => harness.rows<{ event_id: string; note: string }>('SELECT event_id, note FROM effects');
  const dead = () => new DeadLetters(nats).list();

  it('handles an event once, however often it is delivered', async () => {
    const consumer = harness.consumer(nats, { handlers: [handlerOf(note)] });
    consumer.start();
    const sent = event();
    await publish(sent);
    await publish(sent);
    await publish(sent);
    await eventually(() => expect(consumer.counts).toMatchObject({ handled: 1, repeated: 2 }));
    expect(await effects()).toEqual([{ event_id: sent.id, note: 'hello' }]);
  });

  it('shares the events among replicas, each with effect once', async () => {
    const replicas = await Promise.all([harness.connected(), harness.connected()]);
    const consumers = replicas.map((replica) => harness.consumer(replica, { handlers: [handlerOf(note)] }));
    for (const consumer of consumers) consumer.start();
    const sent = Array.from({ length: 40 }, () => event());
    for (const one of [...sent, ...sent]) await publish(one);
    await eventually(() =>
      expect(consumers.reduce((sum, { counts }) => sum + counts.handled + counts.repeated, 0)).toBe(80),
    );
    expect(await effects()).toHaveLength(40);
  });

  it('tries again when the handler failed, and nothing of the failure stays', async () => {
    let attempts = 0;
    const flaky = handlerOf(async (placed, tx) => {
      await note(placed, tx);
      attempts += 1;
      if (attempts < 3) throw new Error('the database hiccuped');
    });
    const consumer = harness.consumer(nats, { handlers: [flaky] });
    consumer.start();
    await publish(event());
    await eventually(() => expect(consumer.counts).toMatchObject({ handled: 1, retried: 2, dead: 0 }));
    expect(await effects()).toHaveLength(1);
  });

  it('gives up after the last delivery: the event is among the dead letters, with the reason', async () => {
    const failing = handlerOf(() => Promise.reject(new Error('never works')));
    const consumer = harness.consumer(nats, { handlers: [failing], maxDeliver: 3 });
    consumer.start();
    const sent = event();
    await publish(sent);
    await eventually(() => expect(consumer.counts).toMatchObject({ retried: 2, dead: 1 }));
    const [letter, ...others] = await dead();
    expect(others).toEqual([]);
    expect(letter).toMatchObject({
      subject: SUBJECT,
      stream: harness.stream.name,
      consumer: 'test-consumer',
      originalSequence: 1,
      deliveries: 3,
      error: 'Error: never works',
    });
    expect(JSON.parse(letter!.body)).toEqual(sent);
    await eventually(async () => {
      const info = await (await nats.manager()).consumers.info(harness.stream.name, 'test-consumer');
      expect(info).toMatchObject({ num_ack_pending: 0, num_pending: 0 });
    });
  });

  it('is healed by a replay when the cause is gone', async () => {
    let broken = true;
    const handler = handlerOf(async (placed, tx) => {
      if (broken) throw new PermanentError('a bug');
      await note(placed, tx);
    });
    const consumer = harness.consumer(nats, { handlers: [handler] });
    consumer.start();
    await publish(event());
    await publish(event());
    await eventually(async () => expect(await dead()).toHaveLength(2));
    broken = false;
    const letters = new DeadLetters(nats);
    expect(await letters.list(1)).toHaveLength(1);
    expect(await letters.replayAll()).toBe(2);
    await eventually(async () => expect(await effects()).toHaveLength(2));
    expect(await dead()).toEqual([]);
    expect(await letters.replay(1)).toBe(false);
  });

  it.each<[string, object | string, string]>([
    ['what is not JSON', '{', 'not JSON in UTF-8'],
    ['what is not a CloudEvent', { hello: 'world' }, 'not a CloudEvent'],
    ['data that does not fit the type', event({ data: { note: 3 } }), `data of ${SUBJECT}`],
    ['a type that was published under another subject', event({ type: 'identity.users.v1.deactivated' }), 'under'],
  ])('puts %s among the dead letters at once', async (_, content, reason) => {
    const consumer = harness.consumer(nats, { handlers: [handlerOf(note)] });
    consumer.start();
    await publish(content);
    await eventually(() => expect(consumer.counts).toMatchObject({ retried: 0, dead: 1 }));
    expect((await dead())[0]?.error).toContain(reason);
  });

  it('goes on with the next event after a poisonous one', async () => {
    const consumer = harness.consumer(nats, { handlers: [handlerOf(note)] });
    consumer.start();
    await publish('{');
    await publish(event());
    await eventually(() => expect(consumer.counts).toMatchObject({ dead: 1, handled: 1 }));
  });

  it('lets pass what it has no handler for', async () => {
    const consumer = harness.consumer(nats, { handlers: [handlerOf(note)] });
    consumer.start();
    await publish(event({ type: 'orders.v2.placed' }), 'orders.v2.placed');
    await eventually(() => expect(consumer.counts.ignored).toBe(1));
    expect(await dead()).toEqual([]);
  });

  /** The harness's database, which goes away and comes back; `asked` counts the questions whether it is there. */
  function awayDatabase() {
    const state = { away: true, asked: 0 };
    const unlessAway = <T>(work: () => Promise<T>) =>
      state.away ? Promise.reject(new Error('the database is away')) : work();
    const sql: SqlClient = {
      ...harness.sql,
      $queryRawUnsafe: (...query) => {
        state.asked += 1;
        return unlessAway(() => harness.sql.$queryRawUnsafe(...query));
      },
      $transaction: (...work) => unlessAway(() => harness.sql.$transaction(...work)),
    };
    return { sql, state };
  }

  it('spends no delivery on a database that is away', async () => {
    const { sql, state } = awayDatabase();
    let attempts = 0;
    const flaky = handlerOf(async (placed, tx) => {
      attempts += 1;
      if (attempts === 1) throw new Error('the database hiccuped');
      await note(placed, tx);
    });
    const consumer = harness.consumer(nats, { sql, handlers: [flaky], maxDeliver: 2 });
    consumer.start();
    await publish(event());
    await publish(event());
    await eventually(() => state.asked > 3);
    state.away = false;
    await eventually(() => expect(consumer.counts).toMatchObject({ handled: 2, retried: 1, dead: 0 }));
  });

  it('gives back the event it holds for a database that is away when it stops', async () => {
    const { sql, state } = awayDatabase();
    const consumer = harness.consumer(nats, { sql, handlers: [handlerOf(note)] });
    consumer.start();
    await publish(event());
    await eventually(() => state.asked > 1);
    await consumer.stop();
    const other = harness.consumer(nats, { handlers: [handlerOf(note)] });
    other.start();
    await eventually(() => expect(other.counts.handled).toBe(1));
  });

  /** As if whoever took the event had died of it, time and again. */
  async function deliverInVain(times: number): Promise<void> {
    await ensureDurable(await nats.manager(), harness.stream.name, 'test-consumer', 'orders.>');
    const durable = await nats.jetstream().consumers.get(harness.stream.name, 'test-consumer');
    for (let i = 0; i < times; i += 1) (await durable.next())?.nak();
  }

  it('gives up an event that was delivered 50 times without an answer, and does not try it', async () => {
    await publish(event());
    await deliverInVain(50);
    const consumer = harness.consumer(nats, { handlers: [handlerOf(note)] });
    consumer.start();
    await eventually(() => expect(consumer.counts).toMatchObject({ handled: 0, dead: 1 }));
    expect((await dead())[0]?.error).toContain('delivered 51 times without an answer');
  });

  it('does not give up such an event while the database is away: it is tried when that is back', async () => {
    await publish(event());
    await deliverInVain(50);
    const { sql, state } = awayDatabase();
    const consumer = harness.consumer(nats, { sql, handlers: [handlerOf(note)] });
    consumer.start();
    await eventually(() => state.asked > 1);
    expect(consumer.counts.dead).toBe(0);
    state.away = false;
    await eventually(() => expect(consumer.counts).toMatchObject({ handled: 1, dead: 0 }));
  });

  it('handles the event within the trace that caused it', async () => {
    const seen: (string | undefined)[] = [];
    const traced = handlerOf(async () => void seen.push(currentTraceparent()));
    harness.consumer(nats, { handlers: [traced] }).start();
    await publish(event({ traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }));
    await eventually(() => expect(seen).toHaveLength(1));
    expect(seen[0]).toContain('0af7651916cd43dd8448eb211c80319c');
  });

  it('starts before the broker and the stream are there', async () => {
    const manager = await nats.manager();
    await manager.streams.delete(harness.stream.name);
    await harness.server.kill9();
    const early = harness.client();
    const consumer = harness.consumer(early, { handlers: [handlerOf(note)] });
    consumer.start();
    await harness.server.restart();
    await eventually(() => nats.isConnected);
    await eventually(() => publish(event()));
    await eventually(() => expect(consumer.counts.handled).toBe(1));
  });

  it('goes on after the broker was killed and restarted', async () => {
    const consumer = harness.consumer(nats, { handlers: [handlerOf(note)] });
    consumer.start();
    await publish(event());
    await eventually(() => expect(consumer.counts.handled).toBe(1));
    await harness.server.kill9();
    await harness.server.restart();
    await eventually(() => publish(event()));
    await eventually(async () => expect(await effects()).toHaveLength(2));
  });

  it('goes on after the broker has lost the stream and the consumer', async () => {
    const consumer = harness.consumer(nats, { handlers: [handlerOf(note)] });
    consumer.start();
    await publish(event());
    await eventually(() => expect(consumer.counts.handled).toBe(1));
    const manager = await nats.manager();
    await manager.streams.delete(harness.stream.name);
    await eventually(async () => expect(await harness.messagesIn(nats)).toBe(0)); // created again
    await publish(event());
    await eventually(() => expect(consumer.counts.handled).toBe(2));
  });

  it('can be stopped and started again', async () => {
    const consumer = harness.consumer(nats, { handlers: [handlerOf(note)] });
    consumer.start();
    await consumer.stop();
    consumer.start();
    await publish(event());
    await eventually(() => expect(consumer.counts.handled).toBe(1));
  });

  it('takes over another filter for the same durable', async () => {
    const first = harness.consumer(nats, { handlers: [handlerOf(note)], filterSubject: 'orders.v9.>' });
    first.start();
    const filter = async () =>
      (await (await nats.manager()).consumers.info(harness.stream.name, 'test-consumer')).config.filter_subject;
    await eventually(async () => expect(await filter()).toBe('orders.v9.>'));
    await first.stop();
    harness.consumer(nats, { handlers: [handlerOf(note)] }).start();
    await eventually(async () => expect(await filter()).toBe('orders.>'));
  });

  it('ends the event it is handling before it stops, and has taken no other from its replicas', async () => {
    const reached = Promise.withResolvers<undefined>();
    const go = Promise.withResolvers<undefined>();
    const slow = handlerOf(async (placed, tx) => {
      reached.resolve(undefined);
      await go.promise;
      await note(placed, tx);
    });
    const consumer = harness.consumer(nats, { handlers: [slow] });
    consumer.start();
    for (let i = 0; i < 4; i += 1) await publish(event());
    await reached.promise;
    await eventually(async () => {
      const info = await (await nats.manager()).consumers.info(harness.stream.name, 'test-consumer');
      expect(info).toMatchObject({ num_ack_pending: 1, num_pending: 3 });
    });
    const stopped = consumer.stop();
    go.resolve(undefined);
    await stopped;
    expect(await effects()).toHaveLength(1);
    harness.consumer(nats, { handlers: [handlerOf(note)] }).start();
    await eventually(async () => expect(await effects()).toHaveLength(4));
  });

  const aggregateOf = ({ data }: CloudEvent) => String((data as { about?: string }).about);
  const about = (what: string) => event({ data: { note: what, about: what } });

  it('handles events about different things at the same time, and acknowledges each when it is handled', async () => {
    const gates = new Map(['a', 'b', 'c'].map((name) => [name, Promise.withResolvers<undefined>()]));
    const begun = new Set<string>();
    const slow = handlerOf(async (placed, tx) => {
      begun.add(placed.data.note);
      await gates.get(placed.data.note)?.promise;
      await note(placed, tx);
    });
    const consumer = harness.consumer(nats, { handlers: [slow], aggregateOf, concurrency: 3 });
    consumer.start();
    for (const name of gates.keys()) await publish(about(name));
    await eventually(() => expect([...begun].toSorted()).toEqual(['a', 'b', 'c']));
    gates.get('c')?.resolve(undefined);
    await eventually(async () => {
      expect(await effects()).toMatchObject([{ note: 'c' }]);
      const info = await (await nats.manager()).consumers.info(harness.stream.name, 'test-consumer');
      expect(info.num_ack_pending).toBe(2);
    });
    for (const gate of gates.values()) gate.resolve(undefined);
    await eventually(() => expect(consumer.counts.handled).toBe(3));
  });

  it('handles events about one thing one after the other, in the order of the stream', async () => {
    const [under, order] = [new Map<string, number>(), new Map<string, string[]>()];
    let overlaps = 0;
    const recording = handlerOf(async (placed, tx) => {
      const about = aggregateOf(placed);
      overlaps += under.get(about) ?? 0;
      under.set(about, 1);
      await note(placed, tx);
      order.set(about, [...(order.get(about) ?? []), placed.data.note]);
      under.set(about, 0);
    });
    const notes = Array.from({ length: 30 }, (_, index) => String(index).padStart(2, '0'));
    for (const text of notes)
      for (const what of ['a', 'b', 'c']) await publish(event({ data: { note: text, about: what } }));
    const loose = { subject: SUBJECT, data: z.looseObject({ note: z.string() }) };
    const consumer = harness.consumer(nats, {
      handlers: [{ definition: loose, handle: recording.handle } as EventHandler],
      aggregateOf,
    });
    consumer.start();
    await eventually(() => expect(consumer.counts.handled).toBe(90), { timeoutMs: 30_000 });
    expect(overlaps).toBe(0);
    expect(Object.fromEntries(order)).toEqual({ a: notes, b: notes, c: notes });
  });

  it('holds as many events as it handles at once for a database that is away, and spends no delivery of them', async () => {
    const { sql, state } = awayDatabase();
    const allBegun = Promise.withResolvers<undefined>();
    let begun = 0;
    const together: SqlClient = {
      ...sql,
      $transaction: async (...work) => {
        begun += 1;
        if (begun === 6) allBegun.resolve(undefined);
        await allBegun.promise;
        return sql.$transaction(...work);
      },
    };
    const handlers = [handlerOf(note)];
    const consumer = harness.consumer(nats, { sql: together, handlers, aggregateOf, maxDeliver: 1 });
    for (let i = 0; i < 6; i += 1) await publish(about(String(i)));
    consumer.start();
    await eventually(() => state.asked > 8);
    const info = await (await nats.manager()).consumers.info(harness.stream.name, 'test-consumer');
    expect(info).toMatchObject({ num_ack_pending: 6, num_redelivered: 0 });
    state.away = false;
    await eventually(() => expect(consumer.counts).toMatchObject({ handled: 6, retried: 0, dead: 0 }));
  });

  it('waits for a stream that another service creates, and does not create it', async () => {
    const manager = await nats.manager();
    await manager.streams.delete(harness.stream.name);
    const other = await harness.connected();
    const consumer = harness.consumer(other, { handlers: [handlerOf(note)], awaitStream: true });
    const warned = jest.fn();
    harness
      .consumer(other, { durable: 'second', handlers: [], awaitStream: true, logger: { warn: warned, error: warned } })
      .start();
    consumer.start();
    await eventually(() => expect(warned).toHaveBeenCalled());
    expect(await findStream(manager, harness.stream.name)).toBeUndefined();
    // There is nothing to miss: a service that is alone is ready.
    await eventually(() => consumer.health.check());
    await nats.ensureStream(harness.stream);
    await publish(event());
    await eventually(() => expect(consumer.counts.handled).toBe(1));
  });

  it('forgets handled events only when they can not come again', async () => {
    const days = (n: number) => `now() - interval '${n} days'`;
    await harness.rows(
      `INSERT INTO inbox VALUES ('test-consumer', gen_random_uuid(), ${days(121)}),
         ('test-consumer', gen_random_uuid(), ${days(119)}), ('other', gen_random_uuid(), ${days(999)})`,
    );
    harness.consumer(nats, { handlers: [handlerOf(note)] }).start();
    expect(STREAMS.dead.maxAgeMs + harness.stream.maxAgeMs).toBe(120 * 24 * 60 * 60 * 1000);
    await eventually(async () => expect(await harness.rows('SELECT 1 FROM inbox')).toHaveLength(2));
  });
});
