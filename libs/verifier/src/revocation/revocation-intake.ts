import { LRUCache } from 'lru-cache';
import { systemClock, type Clock } from '../clock.js';
import { InvalidTokenError, KeySetUnavailableError, UnknownKeyError } from '../errors.js';
import type { Log } from '../log.js';
import type { SnapshotEvent, SnapshotPart } from './revocation-snapshot.js';
import type { RevocationSink } from './revocation-feed.js';
import type { RevocationState } from './revocation-state.js';
import type { SecurityEvent } from './security-event.js';
import type { SecurityEventVerifier } from './security-event-verifier.js';

/** Milliseconds a key set may take to show the key of an event: longer than its cool-down for unknown keys. */
const PATIENCE_MS = 10_000;
/** Unknown keys looked for at once: more than a feed verifies at once, so that none starts over for being pushed out. */
const MAX_UNKNOWN_KEYS = 256;

/** From the feed into the state, through the verifier. */
export class RevocationIntake implements RevocationSink {
  private readonly firstMissedAt = new LRUCache<string, number>({ max: MAX_UNKNOWN_KEYS });
  private refusedCount = 0;

  constructor(
    private readonly verifier: SecurityEventVerifier,
    private readonly state: RevocationState,
    readonly reliesForMs: number,
    private readonly clock: Clock = systemClock,
    private readonly log: Log = console,
  ) {}

  /** Tokens that were dropped because they are no security events of the issuer. Should stay 0. */
  get refused(): number {
    return this.refusedCount;
  }

  /** @throws KeySetUnavailableError when it can't be judged, or not yet: its key may be newer than the key set at hand */
  async apply(setJwt: string): Promise<void> {
    const event = await this.judge(setJwt);
    if (event !== undefined) this.state.apply(event);
  }

  /** @throws AuthError when it is none of the issuer, or can't be judged: nothing of it has been applied */
  async applySnapshot(jwt: string): Promise<SnapshotPart> {
    const part = await this.verifier.verifySnapshot(jwt);
    for (const event of part.events) this.state.apply(event);
    return part;
  }

  get remembersMs(): number {
    return this.state.horizonMs;
  }

  snapshot(): Iterable<SnapshotEvent> {
    // Of what was refused, nobody knows what it was: it may be news to a verifier that is newer than this one.
    if (this.refusedCount > 0) throw new Error('something in the stream could not be read here');
    // What a withdrawn key had signed must not come back under a signature that holds.
    if (this.state.stats().keys > 0) throw new Error('a key was withdrawn a short time ago');
    return this.state.inForce();
  }

  isInForce(event: SecurityEvent): boolean {
    return this.state.isInForce(event);
  }

  onApplied(listener: () => void): () => void {
    return this.state.onRevoked(listener);
  }

  private async judge(setJwt: string): Promise<SecurityEvent | undefined> {
    try {
      return await this.verifier.verify(setJwt);
    } catch (error) {
      if (!(error instanceof InvalidTokenError)) throw error;
      if (error instanceof UnknownKeyError && this.mayAppear(error.kid)) {
        throw new KeySetUnavailableError('the key of the event is not in the key set yet', { cause: error });
      }
      this.refusedCount++;
      this.log.warn(`Dropped a message of the revocation feed: ${error.message}`);
      return undefined;
    }
  }

  /** A dropped revocation is lost for the life of the process, so its key gets time to be published; a forger gains a delay. */
  private mayAppear(kid: string): boolean {
    if (this.state.isWithdrawn(kid)) return false;
    const now = this.clock.monotonic();
    const since = this.firstMissedAt.get(kid) ?? now;
    if (since === now) this.firstMissedAt.set(kid, now);
    return now - since < PATIENCE_MS;
  }
}
