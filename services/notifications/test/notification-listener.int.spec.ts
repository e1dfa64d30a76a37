import type { Socket } from 'node:net';
import { join } from 'node:path';
import { createDatabase, eventually, type TestDatabase } from '@hallpass/testing';
import { NotificationListener } from '../src/stream/data/notification-listener.js';
import { LiveStream } from '../src/stream/live-stream.js';
import { OpenStreams } from '../src/stream/open-streams.js';
import { DeafProxy } from './deaf-proxy.js';

jest.setTimeout(60_000);

const ACCOUNT = 'b7c0b5bb-51a3-4d6e-9a5f-0a50d2a5f6b1';

describe('the listener for notifications', () => {
  let database: TestDatabase;
  let proxy: DeafProxy;
  let listener: NotificationListener;
  let looks: number;

  beforeAll(async () => {
    database = await createDatabase(join(__dirname, '../prisma/migrations'));
  });
  afterAll(() => database?.drop());
  beforeEach(async () => {
    proxy = await DeafProxy.start(database.url);
    looks = 0;
    const streams = new OpenStreams({ STREAMS_PER_ACCOUNT: 1 });
    const sink = { send: async () => undefined, end: () => undefined, onClosed: () => undefined };
    const look = async () => {
      looks += 1;
      return [];
    };
    streams.add(ACCOUNT, new LiveStream(sink, look, 0, () => undefined));
    listener = new NotificationListener(streams, { DATABASE_URL: proxy.url, STREAM_PROBE_MS: 20 });
    listener.onApplicationBootstrap();
  });
  afterEach(async () => {
    await listener.beforeApplicationShutdown();
    proxy.stop();
  });
  const listening = () => eventually(() => listener.health.check().then(() => true));
  const deaf = () => eventually(() => expect(listener.health.check()).rejects.toThrow('not listening'));

  it('wakes a stream at every notification', async () => {
    await listening();
    const before = looks;
    await database.pool.query(`SELECT pg_notify('notifications', $1)`, [ACCOUNT]);
    await eventually(() => expect(looks).toBeGreaterThan(before));
  });

  it('finds out that its connection was dropped silently, and makes up for what it missed over another', async () => {
    await listening();
    const [dropped] = proxy.clients;
    proxy.deafen();
    const before = looks;
    await database.pool.query(`SELECT pg_notify('notifications', $1)`, [ACCOUNT]);
    await deaf();
    await listening();
    await eventually(() => expect(looks).toBeGreaterThan(before));
    expect(dropped?.destroyed).toBe(true);
    expect(proxy.clients.size).toBe(1);
  });

  it('leaves no connection behind on which it could not listen', async () => {
    await listening();
    const [first] = proxy.clients;
    proxy.deafenAt = 'LISTEN';
    first?.destroy();
    const another = () => [...proxy.clients].find((client) => client !== first) ?? false;
    const next = (await eventually(another)) as Socket;
    await eventually(() => expect(next.destroyed).toBe(true));
    proxy.deafenAt = undefined;
    await listening();
  });

  it('stops over a connection that was dropped silently', async () => {
    await listening();
    proxy.deafen();
    await listener.beforeApplicationShutdown();
    await eventually(() => expect(proxy.clients.size).toBe(0));
  });
});
