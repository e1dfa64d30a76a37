import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { eventually, startNatsServer } from '@hallpass/testing';
import type { JWTPayload } from 'jose';
import { ISSUER, LocalIssuer } from '../testing/local-issuer.js';
import { KeySetUnavailableError, RevocationState } from '../index.js';
import { SECURITY_STREAM, SECURITY_SUBJECTS } from '../issuer/index.js';
import { SecurityEventVerifier } from '../revocation/security-event-verifier.js';
import { RevocationIntake } from '../revocation/revocation-intake.js';
import { natsRevocationFeed, type SnapshotSigner } from './index.js';

type NatsServer = Awaited<ReturnType<typeof startNatsServer>>;

const EVENTS = 5_000;
const BATCH = 500;
const quiet = { log: () => undefined, warn: () => undefined };

jest.setTimeout(60_000);

/** Counts what is read one by one. */
class CountingIntake extends RevocationIntake {
  readOneByOne = 0;

  override async apply(setJwt: string): Promise<void> {
    this.readOneByOne++;
    await super.apply(setJwt);
  }
}

/** A feed with all that is behind it. */
interface Follower {
  readonly state: RevocationState;
  readonly intake: CountingIntake;
  readonly isReady: () => boolean;
  stop(): Promise<void>;
}

describe('a verifier that starts on a long stream', () => {
  let server: NatsServer;
  let connection: NatsConnection;
  let issuer: LocalIssuer;
  let followers: Follower[];

  beforeAll(async () => {
    server = await startNatsServer();
    connection = await connect({ servers: server.url });
    issuer = await LocalIssuer.create();
    await (await jetstreamManager(connection)).streams.add({ name: SECURITY_STREAM, subjects: [SECURITY_SUBJECTS] });
    for (let first = 0; first < EVENTS; first += BATCH) {
      await Promise.all(Array.from({ length: BATCH }, (_, index) => publish(`session-${first + index}`)));
    }
  });
  afterAll(async () => {
    await connection.close();
    await server.stop();
  });

  beforeEach(() => (followers = []));
  afterEach(() => Promise.all(followers.map((follower) => follower.stop())));

  const publish = async (sid: string): Promise<void> => {
    const { subject, body } = await issuer.message({ kind: 'session', sub: 'alice', sid });
    await jetstream(connection).publish(subject, body);
  };
  const start = async (snapshots?: SnapshotSigner): Promise<Follower> => {
    const state = new RevocationState();
    const verifier = new SecurityEventVerifier({ issuer: ISSUER, keySource: issuer.securityEventKeySource });
    const intake = new CountingIntake(verifier, state, 3000, undefined, quiet);
    const signing = snapshots === undefined ? {} : { snapshots };
    const feed = natsRevocationFeed({ servers: server.url, name: 'test', checkEveryMs: 100, ...signing });
    const follower = { state, intake, isReady: () => feed.lastHeardAt() > -Infinity, stop: () => feed.stop() };
    followers.push(follower);
    await feed.start(intake, quiet);
    return follower;
  };
  const ready = async (follower: Follower): Promise<Follower> => {
    await eventually(follower.isReady, { timeoutMs: 30_000, describe: 'the feed to be complete' });
    return follower;
  };
  const follow = async (snapshots?: SnapshotSigner) => ready(await start(snapshots));
  const signer = (sign: SnapshotSigner['sign'] = (claims) => issuer.signSnapshot(claims)): SnapshotSigner => {
    return { issuer: ISSUER, sign };
  };

  it('reads every event where no issuer answers', async () => {
    const { state, intake } = await follow();
    expect([state.stats().sessions, intake.readOneByOne]).toEqual([EVENTS, EVENTS]);
  });

  it('takes a snapshot of the issuer in place of what the stream holds, and reads on from there', async () => {
    const replica = await follow(signer());
    expect(replica.intake.readOneByOne).toBe(EVENTS);
    const { state, intake } = await follow();
    expect([state.stats().sessions, intake.readOneByOne]).toEqual([EVENTS, 0]);
    expect([...state.inForce()].sort(bySid)).toEqual([...replica.state.inForce()].sort(bySid));
    await publish('live');
    await eventually(() => state.isInForce({ kind: 'session', sub: 'alice', sid: 'live' }));
    expect(intake.readOneByOne).toBe(1);
  });

  it('is an issuer that takes the snapshot of another replica, and gives its own', async () => {
    const first = await follow(signer());
    const second = await follow(signer());
    expect(second.intake.readOneByOne).toBe(0);
    await first.stop();
    const { state, intake } = await follow();
    expect(intake.readOneByOne).toBe(0);
    expect(state.stats()).toMatchObject({ sessions: first.state.stats().sessions });
  });

  it('waits for the keys of the issuer, and then takes its snapshot', async () => {
    await follow(signer());
    const asked = Promise.withResolvers<undefined>();
    const { securityEventKeySource } = issuer;
    const { getKey } = securityEventKeySource;
    securityEventKeySource.getKey = async (kid) => {
      asked.resolve(undefined);
      throw new KeySetUnavailableError(`connection refused, looking for ${kid}`);
    };
    const follower = await start();
    await asked.promise;
    expect(follower.isReady()).toBe(false);
    securityEventKeySource.getKey = getKey;
    await ready(follower);
    expect(follower.intake.readOneByOne).toBe(0);
  });

  it.each<[string, (replica: Follower) => Promise<void> | void]>([
    ['while a key is withdrawn', ({ state }) => state.apply({ kind: 'key', kid: 'old' })],
    ['after it has refused something', ({ intake }) => intake.apply('a.b.c')],
  ])('reads every event where the issuer gives no snapshot: %s', async (_case, happens) => {
    const replica = await follow(signer());
    await happens(replica);
    const { intake } = await follow();
    expect(intake.readOneByOne).toBeGreaterThanOrEqual(EVENTS);
  });

  it.each<[string, SnapshotSigner['sign']]>([
    ['is forged', async (claims) => (await LocalIssuer.create()).signSnapshot(claims)],
    ['can not be signed', () => Promise.reject(new Error('no key'))],
    ['has another form', (claims) => issuer.signSnapshot({ ...claims, snapshot: null })],
    ['is larger than a message may be', async () => 'x'.repeat(2 * 1024 * 1024)],
    ['ends after the stream does', (claims) => issuer.signSnapshot(changed(claims, { up_to: 1_000_000 }))],
    ['is of a stream that was made anew', (claims) => issuer.signSnapshot(changed(claims, { stream: 'another' }))],
  ])('reads every event when the snapshot %s', async (_case, sign) => {
    await follow(signer(sign));
    const { state, intake } = await follow();
    expect(state.stats().sessions).toBeGreaterThanOrEqual(EVENTS);
    expect(intake.readOneByOne).toBeGreaterThanOrEqual(EVENTS);
  });
});

const changed = (claims: JWTPayload, change: object): JWTPayload => {
  return { ...claims, snapshot: { ...(claims['snapshot'] as object), ...change } };
};
const bySid = (a: object, b: object): number => JSON.stringify(a).localeCompare(JSON.stringify(b));
