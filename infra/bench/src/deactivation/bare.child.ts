/**
 * What JetStream does by itself: so many connections, each with a push consumer as the feed has it. Parameters: the broker's
 * URL, how many, how many bytes a message has, how many rounds. Sends for each round, in milliseconds, the time from before the
 * publication, and from its acknowledgement, to the last delivery.
 */
import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager, ReplayPolicy } from '@nats-io/jetstream';
import { connect, createInbox, nanos } from '@nats-io/transport-node';
import { answer } from '../child.ts';

const [servers = '', count = 0, bytes = 0, rounds = 0] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const STREAM = 'BENCH';
const WARM_UP = 50;

const publisher = await connect({ servers });
const manager = await jetstreamManager(publisher);
await manager.streams.add({ name: STREAM, subjects: ['bench.>'] });
let delivered = 0;
let last = Promise.withResolvers<bigint>();
const connections = await Promise.all(Array.from({ length: count }, () => follow()));
const js = jetstream(publisher);
const body = 'x'.repeat(bytes);
const fromPublish: number[] = [];
const fromAck: number[] = [];
for (let round = 0; round < WARM_UP + rounds; round++) {
  delivered = 0;
  last = Promise.withResolvers();
  const before = process.hrtime.bigint();
  await js.publish('bench.message', body);
  const acknowledged = process.hrtime.bigint();
  const at = await last.promise;
  if (round < WARM_UP) continue;
  fromPublish.push(Number(at - before) / 1e6);
  fromAck.push(Number(at - acknowledged) / 1e6);
}
await manager.streams.delete(STREAM);
await Promise.all([publisher, ...connections].map((connection) => connection.close()));
answer({ fromPublish, fromAck });

async function follow() {
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
  return connection;
}
