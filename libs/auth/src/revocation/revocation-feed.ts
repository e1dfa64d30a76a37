import type { SnapshotEvent, SnapshotPart } from './revocation-snapshot.js';
import type { SecurityEvent } from './security-event.js';

/** Takes the security events a feed delivers. */
export interface RevocationSink {
  /**
   * Verifies one security event token and takes it to heart. Resolves for a forged or malformed one too (it is counted and
   * dropped). Rejects only when it could not be judged, as when the issuer's keys can't be fetched: the feed must repeat
   * it, and must not report having heard anything until it went through.
   */
  apply(setJwt: string): Promise<void>;
  /**
   * Verifies one part of a snapshot of the issuer's, and takes its events to heart: what was revoked up to a sequence of the
   * stream, so that a feed need not read so far. Rejects when it is none, or can't be judged.
   */
  applySnapshot(jwt: string): Promise<SnapshotPart>;
  /**
   * Everything that is revoked here, for an issuer to make a snapshot of: to be read in the same tick.
   * @throws Error when what is known here can't take the place of the stream
   */
  snapshot(): Iterable<SnapshotEvent>;
  /** Milliseconds for which an event is remembered here at least; older ones concern no token that is accepted. */
  readonly remembersMs: number;
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

/** Brings security events from the issuer to this process. Implemented over NATS in `@hallpass/auth/nats`. */
export interface RevocationFeed {
  /** Starts in the background: replays what is kept, then follows. Does not wait for the broker, and does not fail for its absence. */
  start(sink: RevocationSink): Promise<void>;
  stop(): Promise<void>;
  /**
   * Milliseconds by the monotonic clock (`Clock.monotonic`): everything that was published before then has been applied,
   * also what was kept when the feed started. -Infinity = not yet. What comes late must not count as heard when it came: a
   * process that was stopped, or a slow network, would take old news for new.
   */
  lastHeardAt(): number;
}
