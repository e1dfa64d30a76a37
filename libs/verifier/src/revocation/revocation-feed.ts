import type { Log } from '../log.js';
import type { SnapshotEvent, SnapshotPart } from './revocation-snapshot.js';
import type { SecurityEvent } from './security-event.js';

/** What a feed delivers to: all that a feed of your own needs. */
export interface SecurityEventSink {
  /**
   * Verifies one security event token and applies its event. Resolves for a forged or malformed token too (it is counted and
   * dropped). Rejects only when the token could not be judged, as when the issuer's keys can't be fetched: the feed must repeat
   * it, and must not report having heard anything until it went through.
   */
  apply(setJwt: string): Promise<void>;
  /**
   * Verifies one part of an issuer's snapshot and applies its events: what was revoked up to a sequence of the stream, so that a
   * feed need not read so far. Rejects when it is no such part, or can't be judged.
   */
  applySnapshot(jwt: string): Promise<SnapshotPart>;
  /** Milliseconds for which an event is remembered here at least; older ones concern no token that is accepted. */
  readonly remembersMs: number;
}

/** What a verifier reports to the issuer: which events it has applied, and for how long it relies on its state without hearing any. */
export interface EventsInForce {
  /** Whether every token that the event invalidates is refused here already. */
  isInForce(event: SecurityEvent): boolean;
  /**
   * Calls the listener whenever an event has been applied, in the same tick.
   * @returns what ends the subscription
   */
  onApplied(listener: () => void): () => void;
  /** Milliseconds of silence during which this process goes on accepting by what it knows. */
  readonly reliesForMs: number;
}

/** What a replica of the issuer makes snapshots of. */
export interface SnapshotSource {
  /**
   * Everything that is revoked here: to be read in the same tick.
   * @throws Error when what is known here can't take the place of the stream
   */
  snapshot(): Iterable<SnapshotEvent>;
  /** Milliseconds for which an event is remembered here at least. */
  readonly remembersMs: number;
}

/** What a feed is started with. */
export interface RevocationSink extends SecurityEventSink, EventsInForce, SnapshotSource {}

/**
 * Brings security events from the issuer to this process. Implemented over NATS in `@hallpass/verifier/nats`.
 *
 * @example
 * // A feed by whatever delivers in order, and says that it is alive at least every `staleAfterMs`.
 * const feed: RevocationFeed = {
 *   async start(sink) {
 *     source.on('event', async ({ token, sentAt }) => {
 *       await sink.apply(token); // rejected: to be repeated, before anything later counts as heard
 *       heardAt = sentAt;
 *     });
 *     source.on('alive', ({ sentAt }) => (heardAt = sentAt));
 *   },
 *   stop: async () => source.close(),
 *   lastHeardAt: () => heardAt, // by `systemClock.monotonic()`, -Infinity at first
 * };
 */
export interface RevocationFeed {
  /**
   * Starts in the background: replays what is kept, then follows. Does not wait for the broker, and does not fail for its absence.
   * A feed belongs to one verifier, since {@link lastHeardAt} speaks for one sink only.
   * @param log where to tell what goes wrong: the verifier's
   * @throws Error when it was started with another sink before
   */
  start(sink: RevocationSink, log?: Log): Promise<void>;
  stop(): Promise<void>;
  /**
   * Milliseconds by the monotonic clock (`Clock.monotonic`): everything that was published before then has been applied,
   * also what was kept when the feed started. -Infinity = not yet. What comes late must not count as heard when it came: a
   * process that was stopped, or a slow network, would take old news for new.
   */
  lastHeardAt(): number;
}
