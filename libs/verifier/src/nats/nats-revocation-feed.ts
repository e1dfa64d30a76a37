import { setTimeout as delay } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { systemClock, type Clock } from '../clock.js';
import { AuthError, KeySetUnavailableError } from '../errors.js';
import type { Log } from '../log.js';
import type { RevocationFeed, RevocationSink, SecurityEventSink } from '../revocation/revocation-feed.js';
import { SECURITY_STREAM } from '../revocation/security-event.js';
import { FeedConnection, type FeedConnectionOptions } from './wire/connection.js';
import { openConsumer } from './reading/event-consumer.js';
import { EventReader } from './reading/event-reader.js';
import { Position } from './reading/position.js';
import { SnapshotResponder, type SnapshotSigner } from './issuer/snapshot-responder.js';
import { StreamCheck } from './reading/stream-check.js';
import { isSnapshotWorthwhile, takeSnapshot } from './reading/take-snapshot.js';
import { VerifierPresence } from './verifier-presence.js';

export interface NatsRevocationFeedOptions extends FeedConnectionOptions {
  /** Default `SECURITY`. */
  readonly stream?: string;
  /** Milliseconds between two questions to the broker how far the stream is. Default 500; keep it well below `staleAfterMs`. */
  readonly checkEveryMs?: number;
  /** For the issuer itself: signs what it has revoked for verifiers that start, which then need not read its whole stream. */
  readonly snapshots?: SnapshotSigner;
  /** The same as `VerifierOptions.clock`. */
  readonly clock?: Clock;
}

const RETRY_MS = 250;
const CHECK_EVERY_MS = 500;
/** Milliseconds for each request to JetStream's interface. */
const TIMEOUT_MS = 2000;

/**
 * The revocation feed over NATS JetStream: replays the stream, then follows it; takes up where it left off after whatever
 * happens to the connection, the broker or the stream, which need not exist yet when the feed starts.
 *
 * @example
 * createVerifier({ …, revocation: { feed: natsRevocationFeed({ servers: 'nats://localhost:4222', name: 'my-api' }) } });
 */
export function natsRevocationFeed(options: NatsRevocationFeedOptions): RevocationFeed {
  return new NatsRevocationFeed({ ...options });
}

class NatsRevocationFeed implements RevocationFeed {
  private readonly clock: Clock;
  private readonly connection: FeedConnection;
  private readonly presence: VerifierPresence;
  private readonly position = new Position();
  private readonly responder: SnapshotResponder | undefined;
  private readonly stopping = new AbortController();
  private log: Log = console;
  private sink: RevocationSink | undefined;
  private running: Promise<void> | undefined;
  private lastProblem = '';
  private reportedAt = -Infinity;

  constructor(private readonly options: NatsRevocationFeedOptions) {
    this.clock = options.clock ?? systemClock;
    this.connection = new FeedConnection(options);
    this.presence = new VerifierPresence(options.name);
    if (options.snapshots !== undefined)
      this.responder = new SnapshotResponder(options.snapshots, this.position, this.clock);
  }

  async start(sink: RevocationSink, log: Log = console): Promise<void> {
    this.sink ??= sink;
    if (this.sink !== sink) {
      throw new Error(
        'This feed belongs to another verifier already. Give each verifier, and each application, a feed of its own: ' +
          '`revocation.feed` may be a function that makes one.',
      );
    }
    this.log = log;
    this.running ??= this.run(sink, this.stopping.signal);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    this.presence.leave();
    this.responder?.leave();
    await this.connection.close();
  }

  lastHeardAt(): number {
    return this.position.completeAsOf;
  }

  /** Never rejects: whatever goes wrong is a reason to try again, and shows as silence. */
  private async run(sink: RevocationSink, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.follow(sink, signal);
      } catch (error) {
        if (!signal.aborted) this.report('The revocation feed is interrupted', error);
      }
      await pause(RETRY_MS, signal);
    }
  }

  private async follow(sink: RevocationSink, signal: AbortSignal): Promise<void> {
    const { stream = SECURITY_STREAM, checkEveryMs = CHECK_EVERY_MS, inboxPrefix } = this.options;
    const connection = await this.connection.get();
    this.presence.join(connection, sink, this.log);
    const manager = await jetstreamManager(connection, { timeout: TIMEOUT_MS, checkAPI: false });
    const { position, clock } = this;
    const check = new StreamCheck({
      manager,
      stream,
      position,
      clock,
      everyMs: checkEveryMs,
      onTold: () => {
        this.recovered();
        this.responder?.join(connection, sink, this.log);
      },
    });
    const { from, ready } = await this.begin(check, connection, sink, signal);
    const consumer = await openConsumer(connection, manager, { stream, from, heartbeatMs: checkEveryMs, inboxPrefix });
    ready();
    const ended = new AbortController();
    const following = AbortSignal.any([signal, ended.signal]);
    const reader = new EventReader(consumer, {
      from,
      apply: (setJwt) => this.applyPersistently(sink, setJwt, following),
      onApplied: (sequence) => {
        position.reached(sequence);
        this.responder?.join(connection, sink, this.log);
      },
    });
    const end = () => ended.abort();
    try {
      const reading = reader.read(following).finally(end);
      const asking = check.keepAsking(reader, following).finally(end);
      const results = await Promise.allSettled([asking, reading]);
      for (const result of results) {
        if (result.status === 'rejected' && result.reason !== following.reason) throw result.reason;
      }
    } finally {
      consumer.delete().catch(() => undefined); // The server removes it when it has been idle for long enough.
    }
  }

  /** Where reading begins. A verifier that knows nothing of a long stream asks the issuer what that comes to. */
  private async begin(check: StreamCheck, connection: NatsConnection, sink: RevocationSink, signal: AbortSignal) {
    const { position } = this;
    const begun = await check.begin(signal);
    const from = position.next(begun.end);
    if (!position.isCaughtUp) this.responder?.leave();
    if (from > 1 || !isSnapshotWorthwhile(begun.end)) return { ...begun, from };
    try {
      const { upTo, furthest } = await takeSnapshot(connection, sink, begun.end, signal);
      const after = await check.begin(signal);
      if (after.end.created !== begun.end.created || after.end.state.last_seq < furthest) {
        throw new Error('the stream ends before the snapshot does');
      }
      position.reached(upTo);
      this.log.log(`A snapshot of the issuer takes the place of the security events up to ${upTo}.`);
      return { ...after, from: upTo + 1 };
    } catch (error) {
      signal.throwIfAborted();
      // Without keys no event can be read either.
      if (error instanceof KeySetUnavailableError) throw error;
      this.log.log(`Security events are read one by one, without a snapshot: ${messageOf(error)}`);
    }
    return { ...begun, from };
  }

  private async applyPersistently(sink: SecurityEventSink, setJwt: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      try {
        return await sink.apply(setJwt);
      } catch (error) {
        this.report('A security event could not be judged yet', error);
      }
      await pause(RETRY_MS, signal);
    }
  }

  private recovered(): void {
    if (this.lastProblem === '' || this.position.completeAsOf < this.reportedAt) return;
    this.log.log('The revocation feed is followed again.');
    this.lastProblem = '';
  }

  /** Once for each problem, not for each attempt. */
  private report(what: string, error: unknown): void {
    // What a refusal says of its cause changes with every attempt, as with the time until the next; its code does not.
    const problem = `${what}: ${error instanceof AuthError ? error.code : messageOf(error)}`;
    if (problem !== this.lastProblem) this.log.warn(`${what}: ${messageOf(error)}`);
    this.lastProblem = problem;
    this.reportedAt = this.clock.monotonic();
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined); // Stopped while waiting: the caller looks at the signal.
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
