import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { eventually } from '@hallpass/testing';
import { LISTENER } from '../src/stream/data/notification-listener.js';
import { OpenStreams } from '../src/stream/open-streams.js';
import { Notifications } from './notifications.js';
import { SseClient } from './sse-client.js';

const APP = 'https://app.example.com';

describe('the live stream', () => {
  let service: Notifications;
  let replica: Notifications;
  const clients: SseClient[] = [];
  beforeAll(async () => {
    service = await Notifications.start({ STREAMS_PER_ACCOUNT: '3', CORS_ORIGINS: APP });
    replica = await service.replica();
  });
  afterEach(() => clients.splice(0).forEach((client) => client.close()));
  afterAll(async () => {
    await replica?.stop();
    await service?.stop();
  });

  async function open(at: Notifications, token: string, lastEventId?: string) {
    const client = await SseClient.open(at.url, token, lastEventId);
    clients.push(client);
    return client;
  }
  async function place(sub: string, count: number): Promise<void> {
    for (let i = 0; i < count; i++) await service.handled(await service.bus.placed(sub));
  }
  const received = (client: SseClient, sequences: number[]) =>
    eventually(() => expect(client.sequences).toEqual(sequences));
  const reasons = (client: SseClient) =>
    client.events.filter(({ event }) => event === 'session-ended').map(({ data }) => data?.['reason']);

  it('is open to the pages of a listed origin', async () => {
    const client = await SseClient.open(service.url, await service.token(), undefined, APP);
    clients.push(client);
    expect(client.headers).toMatchObject({ 'access-control-allow-origin': APP, vary: 'Origin' });
  });

  it('sends what comes next, at every replica, whichever handles the event', async () => {
    const sub = randomUUID();
    const token = await service.token({ sub });
    await place(sub, 2);
    const streams = [await open(service, token), await open(replica, token)];
    await place(sub, 3);
    for (const stream of streams) await received(stream, [3, 4, 5]);
    expect(streams[0]?.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(streams[0]?.events[0]?.data).toEqual((await service.inbox(token)).find(({ sequence }) => sequence === 3));
  });

  it('goes on after the Last-Event-ID without a gap or a repeat, at another replica', async () => {
    const sub = randomUUID();
    const token = await service.token({ sub });
    const first = await open(service, token);
    await place(sub, 2);
    await received(first, [1, 2]);
    first.close();
    await place(sub, 60);
    const second = await open(replica, token, first.lastEventId);
    await place(sub, 1);
    await received(
      second,
      Array.from({ length: 61 }, (_, index) => index + 3),
    );
  });

  it('tells a client that has received nothing yet where it stands', async () => {
    const sub = randomUUID();
    await place(sub, 2);
    const stream = await open(service, await service.token({ sub }));
    expect({ id: stream.lastEventId, events: stream.events }).toEqual({ id: '2', events: [] });
  });

  it('does not wait for a sequence that was never given', async () => {
    const sub = randomUUID();
    const stream = await open(service, await service.token({ sub }), '1000');
    await place(sub, 1);
    await received(stream, [1]);
  });

  it("sends nobody another's notifications", async () => {
    const [mine, theirs] = [randomUUID(), randomUUID()];
    const stream = await open(service, await service.token({ sub: mine }));
    await place(theirs, 1);
    await place(mine, 1);
    await received(stream, [1]);
  });

  it('refuses a Last-Event-ID that is none', async () => {
    const answer = await service.get('/v1/notifications/stream', await service.token(), { 'last-event-id': 'abc' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_last_event_id' } });
  });

  it('displaces the oldest of the account when there is one more than it may have', async () => {
    const sub = randomUUID();
    const token = await service.token({ sub });
    const streams: SseClient[] = [];
    for (let n = 0; n < 4; n += 1) streams.push(await open(service, token));
    const [oldest, ...others] = streams;
    await eventually(() => expect(oldest?.ended).toBe(true));
    expect(oldest?.events).toEqual([{ event: 'displaced', retry: '60000', data: {} }]);
    await place(sub, 1);
    for (const stream of others) await received(stream, [1]);
  });

  it.each([
    ['session_revoked', (sub: string, sid: string) => service.revoke({ kind: 'session', sub, sid })],
    [
      'account_revoked',
      (sub: string) => service.revoke({ kind: 'account', change: 'account-disabled', sub, minEpoch: 2 }),
    ],
  ])('ends at every replica with %s, and leaves other sessions alone', async (reason, revoke) => {
    const [sub, sid] = [randomUUID(), randomUUID()];
    const token = await service.token({ sub, sid });
    const streams = [await open(service, token), await open(replica, token)];
    const other = await open(service, await service.token());
    await revoke(sub, sid);
    for (const stream of streams) {
      await eventually(() => expect(stream.ended).toBe(true));
      expect(reasons(stream)).toEqual([reason]);
    }
    await place(sub, 1);
    expect(streams[0]?.sequences).toEqual([]);
    expect(other.ended).toBe(false);
  });

  it('ends when its token expires', async () => {
    const now = Math.floor(Date.now() / 1000);
    const stream = await open(service, await service.token({ iat: now - 299, nbf: now - 299, exp: now + 1 }));
    await eventually(() => expect(stream.ended).toBe(true));
    expect(reasons(stream)).toEqual(['token_expired']);
  });

  it('sends heartbeats', async () => {
    const quick = await service.replica({ STREAM_HEARTBEAT_MS: '10' });
    const stream = await open(quick, await service.token());
    await eventually(() => expect(stream.comments).toBeGreaterThan(2));
    await quick.stop();
  });

  it('makes up for what it missed while its connection to the database was down', async () => {
    const sub = randomUUID();
    const stream = await open(service, await service.token({ sub }));
    const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()`;
    expect(await service.rows(cut, LISTENER)).toHaveLength(2);
    await place(sub, 1);
    await received(stream, [1]);
  });

  it('ends when the service stops, so that clients go to another replica', async () => {
    const stopping = await service.replica();
    const sub = randomUUID();
    const token = await service.token({ sub });
    const stream = await open(stopping, token);
    await stopping.stop();
    await eventually(() => expect(stream.ended).toBe(true));
    expect(reasons(stream)).toEqual([]);
    await place(sub, 1);
    await received(await open(replica, token, stream.lastEventId), [1]);
  });

  it('drops a client that does not read', async () => {
    const impatient = await service.replica({ STREAM_DRAIN_TIMEOUT_MS: '50' });
    const open = impatient.app.get(OpenStreams, { strict: false });
    const sub = randomUUID();
    const token = await service.token({ sub });
    const socket = connect(Number(new URL(impatient.url).port), '127.0.0.1');
    socket.pause();
    socket.on('error', () => undefined); // it will be reset
    socket.write(`GET /v1/notifications/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    await eventually(() => expect(open.size).toBe(1));
    // More than the buffers of the operating system take.
    await service.rows('INSERT INTO recipients (account, last_sequence) VALUES ($1, 400)', sub);
    await service.rows(
      `INSERT INTO notifications (id, account, sequence, kind, title, body, created_at)
       SELECT gen_random_uuid(), $1, n, 'order.placed', '', repeat('x', 100000), now() FROM generate_series(1, 400) n`,
      sub,
    );
    await service.rows(`SELECT pg_notify('notifications', $1)`, sub);
    await eventually(() => expect(open.size).toBe(0));
    socket.destroy();
    await impatient.stop();
  });
});
