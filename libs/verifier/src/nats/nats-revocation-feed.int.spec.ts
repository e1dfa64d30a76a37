import { jetstreamManager } from '@nats-io/jetstream';
import { connect, nkeyAuthenticator, nkeys, type NatsConnection } from '@nats-io/transport-node';
import { eventually, onlyWithNkey, startNatsServer } from '@hallpass/testing';
import { ISSUER, LocalIssuer } from '../testing/local-issuer.js';
import { RevocationState, type RevocationFeed, type RevocationSink } from '../index.js';
import { SECURITY_STREAM, SECURITY_SUBJECTS, type SecurityEvent } from '../issuer/index.js';
import { SecurityEventVerifier } from '../revocation/security-event-verifier.js';
import { RevocationIntake } from '../revocation/revocation-intake.js';
import { natsRevocationFeed } from './index.js';

type NatsServer = Awaited<ReturnType<typeof startNatsServer>>;

const quiet = { log: () => undefined, warn: () => undefined };

jest.setTimeout(30_000);

describe('the revocation feed over NATS', () => {
  let server: NatsServer;
  let connection: NatsConnection;
  let issuer: LocalIssuer;
  let state: RevocationState;
  let sink: RevocationSink;
  let feeds: RevocationFeed[];

  beforeAll(async () => {
    server = await startNatsServer();
    connection = await connect({ servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
    issuer = await LocalIssuer.create();
  });
  afterAll(async () => {
    await connection.close();
    await server.stop();
  });

  beforeEach(() => {
    state = new RevocationState();
    feeds = [];
    const verifier = new SecurityEventVerifier({ issuer: ISSUER, keySource: issuer.securityEventKeySource });
    sink = new RevocationIntake(verifier, state, 3000, undefined, quiet);
  });
  afterEach(async () => {
    issuer.securityEventKeySource.failure = undefined;
    await Promise.all(feeds.map((feed) => feed.stop()));
    const manager = await jetstreamManager(connection);
    await manager.streams.delete(SECURITY_STREAM).catch(() => false);
  });

  const makeStream = async (): Promise<void> => {
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: SECURITY_STREAM, subjects: [SECURITY_SUBJECTS] });
  };
  const session = (sid: string): SecurityEvent => ({ kind: 'session', sub: 'alice', sid });
  const publish = async (event: SecurityEvent): Promise<void> => {
    const { subject, body } = await issuer.message(event);
    await connection.request(subject, body, { timeout: 500 });
  };
  const start = async (options: Partial<Parameters<typeof natsRevocationFeed>[0]> = {}): Promise<RevocationFeed> => {
    const feed = natsRevocationFeed({ servers: server.url, name: 'test', checkEveryMs: 100, ...options });
    feeds.push(feed);
    await feed.start(sink, quiet);
    return feed;
  };
  const revoked = (sid: string): boolean => state.isRevoked({ sub: 'alice', sid, kid: 'k' });
  const replayed = (feed: RevocationFeed): boolean => feed.lastHeardAt() > -Infinity;
  const heardSince = (feed: RevocationFeed, since: number) =>
    eventually(() => feed.lastHeardAt() > since, { describe: 'the feed to be heard' });
  /** Resolves once nothing was heard for several heartbeats, with when it was last. */
  const silenceOf = async (feed: RevocationFeed): Promise<number> => {
    let last = -1;
    let quietPolls = 0;
    await eventually(() => {
      quietPolls = feed.lastHeardAt() === last ? quietPolls + 1 : 0;
      last = feed.lastHeardAt();
      return quietPolls > 30;
    });
    return last;
  };

  it('replays what is kept before it counts as replayed, and then follows', async () => {
    await makeStream();
    for (let i = 0; i < 200; i++) await publish(session(`kept-${i}`));
    const feed = await start();
    expect(replayed(feed)).toBe(false);
    await eventually(() => replayed(feed));
    expect(state.stats().sessions).toBe(200);
    await publish(session('live'));
    await eventually(() => revoked('live'));
  });

  it('is heard of while there is nothing to tell', async () => {
    await makeStream();
    const feed = await start();
    await eventually(() => replayed(feed));
    const before = feed.lastHeardAt();
    await heardSince(feed, before);
    await heardSince(feed, feed.lastHeardAt());
  });

  it('starts before the stream exists, and before the broker does', async () => {
    const absent = await start({ servers: 'nats://127.0.0.1:1' });
    const feed = await start();
    expect([replayed(feed), replayed(absent)]).toEqual([false, false]);
    await makeStream();
    await publish(session('first'));
    await eventually(() => replayed(feed));
    await eventually(() => revoked('first'));
  });

  it('proves who it is with an nkey, and reads through inboxes of its own', async () => {
    const user = nkeys.createUser();
    const guarded = await startNatsServer({ config: onlyWithNkey(user.getPublicKey(), '_INBOX_own') });
    const own = { servers: guarded.url, inboxPrefix: '_INBOX_own' };
    const admin = await connect({ ...own, authenticator: nkeyAuthenticator(user.getSeed()) });
    const manager = await jetstreamManager(admin);
    await manager.streams.add({ name: SECURITY_STREAM, subjects: [SECURITY_SUBJECTS] });
    const stranger = await start(own);
    const feed = await start({ ...own, nkeySeed: new TextDecoder().decode(user.getSeed()) });
    await eventually(() => replayed(feed));
    const { subject, body } = await issuer.message(session('guarded'));
    await admin.request(subject, body);
    await eventually(() => revoked('guarded'));
    expect(replayed(stranger)).toBe(false);
    await admin.close();
    await guarded.stop();
  });

  it('takes a connection of the application, and leaves it open', async () => {
    await makeStream();
    const feed = await start({ connection });
    await eventually(() => replayed(feed));
    await feed.stop();
    expect(connection.isClosed()).toBe(false);
  });

  it('goes silent with the broker, misses nothing that was kept, and comes back', async () => {
    await makeStream();
    const feed = await start();
    await publish(session('before'));
    await eventually(() => revoked('before'));
    await server.kill9();
    const silent = feed.lastHeardAt();
    await server.restart();
    await eventually(() => publish(session('after')).then(() => true));
    await eventually(() => revoked('after'));
    await heardSince(feed, silent);
  });

  it('notices a broker that hangs by its silence', async () => {
    await makeStream();
    const feed = await start();
    await eventually(() => replayed(feed));
    await server.pause();
    const last = await silenceOf(feed);
    await server.resume();
    await heardSince(feed, last);
  });

  it('reads a stream from its beginning that was deleted and made anew', async () => {
    await makeStream();
    await publish(session('old-1'));
    await publish(session('old-2'));
    const feed = await start();
    await eventually(() => replayed(feed));
    const manager = await jetstreamManager(connection);
    await manager.streams.delete(SECURITY_STREAM);
    await makeStream();
    await publish(session('new-1'));
    await eventually(() => revoked('new-1'));
  });

  it('reports nothing heard until an event it could not judge went through', async () => {
    await makeStream();
    const feed = await start();
    await eventually(() => replayed(feed));
    issuer.securityEventKeySource.failure = new Error('key set unreachable');
    await publish(session('unjudged'));
    const manager = await jetstreamManager(connection);
    await eventually(async () => (await manager.streams.info(SECURITY_STREAM)).state.messages === 1);
    const last = await silenceOf(feed);
    expect(revoked('unjudged')).toBe(false);
    issuer.securityEventKeySource.failure = undefined;
    await eventually(() => revoked('unjudged'));
    await heardSince(feed, last);
  });

  it('stops while it waits for whatever it waits for', async () => {
    issuer.securityEventKeySource.failure = new Error('key set unreachable');
    await makeStream();
    await publish(session('unjudged'));
    const feed = await start();
    await feed.stop();
    const absent = await start({ servers: 'nats://127.0.0.1:1' });
    await absent.stop();
    expect(revoked('unjudged')).toBe(false);
  });
});
