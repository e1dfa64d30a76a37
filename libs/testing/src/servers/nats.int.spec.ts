import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { natsUrl } from './addresses.js';
import { startNatsServer } from './nats.js';
import type { NatsServer } from './nats-server.js';

async function using<T>(url: string, work: (connection: NatsConnection) => Promise<T>): Promise<T> {
  const connection = await connect({ servers: url });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

describe('the NATS server of the run', () => {
  it('has JetStream', async () => {
    const info = await using(natsUrl(), async (connection) => (await jetstreamManager(connection)).getAccountInfo());
    expect(info.streams).toBeGreaterThanOrEqual(0);
  });
});

describe('a NATS server of the own', () => {
  let server: NatsServer;
  beforeAll(async () => {
    server = await startNatsServer();
  });
  afterAll(() => server.stop());

  it.each([
    ['killed', () => server.kill9()],
    ['stopped', () => server.stop()],
  ])('keeps what its streams acknowledged when it is %s and started again, at the same address', async (how, end) => {
    const { url } = server;
    const first = await using(url, async (connection) => {
      await (await jetstreamManager(connection)).streams.add({ name: how, subjects: [`${how}.>`] });
      await jetstream(connection).publish(`${how}.one`, 'a message');
      return connection.info?.server_id;
    });
    await end();
    await server.restart();
    expect(server.url).toBe(url);
    await using(url, async (connection) => {
      expect(connection.info?.server_id).not.toBe(first);
      expect((await (await jetstreamManager(connection)).streams.info(how)).state.messages).toBe(1);
    });
  });

  it('falls silent while it is paused, and answers again when it is resumed', async () => {
    await using(server.url, async (connection) => {
      await server.pause();
      const flushed = connection.flush();
      const first = await Promise.race([flushed.then(() => 'answered'), new Promise((r) => setImmediate(r, 'silent'))]);
      expect(first).toBe('silent');
      await server.resume();
      await flushed;
    });
  });
});
