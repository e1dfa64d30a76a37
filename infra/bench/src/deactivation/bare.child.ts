/**
 * What JetStream does by itself: so many connections, each with a push consumer as the feed has it. Parameters: the broker's
 * URL, how many, how many bytes a message has. Publishes one message whenever it is told to, and answers, in milliseconds, the
 * time from before the publication to the last delivery.
 */
import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager, ReplayPolicy } from '@nats-io/jetstream';
import { connect, createInbox, nanos } from '@nats-io/transport-node';
import { answer } from '../child.ts';

const [servers = '', count = 0, bytes = 0] = [process.argv[2], ...process.argv.slice(3).map(Number)];
/** A stream of its own for each run: the one before is left to the broker, which ends with the run. */
const STREAM = `BENCH-${process.pid}`;
const SUBJECT = `bench.${process.pid}`;

const publisher = await connect({ servers });
await (await jetstreamManager(publisher)).streams.add({ name: STREAM, subjects: [SUBJECT] });
const js = jetstream(publisher);
const body = 'x'.repeat(bytes);
let delivered = 0;
let last = Promise.withResolvers<bigint>();
await Promise.all(Array.from({ length: count }, () => follow()));
process.on('message', () => void publishOne());
answer({ ready: true });

async function publishOne(): Promise<void> {
  delivered = 0;
  last = Promise.withResolvers();
  const before = process.hrtime.bigint();
  await js.publish(SUBJECT, body);
  const at = await last.promise;
  answer({ ms: Number(at - before) / 1e6 });
}

async function follow(): Promise<void> {
  const connection = await connect({ servers });
  const { name } = await (
    await jetstreamManager(connection)
  ).consumers.add(STREAM, {
    deliver_subject: createInbox(),
    deliver_policy: DeliverPolicy.New,
    ack_policy: AckPolicy.None,
    replay_policy: ReplayPolicy.Instant,
    flow_control: true,
    idle_heartbeat: nanos(500),
    mem_storage: true,
  });
  const consumer = await jetstream(connection).consumers.getPushConsumer(STREAM, name);
  await consumer.consume({
    callback: () => {
      if (++delivered === count) last.resolve(process.hrtime.bigint());
    },
  });
}
