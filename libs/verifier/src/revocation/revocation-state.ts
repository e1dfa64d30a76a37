import { systemClock, type Clock } from '../clock.js';
import type { RevocationSubject } from '../principal.js';
import { Generations } from './generations.js';
import type { SnapshotEvent } from './revocation-snapshot.js';
import type { SecurityEvent } from './security-event.js';

export interface RevocationStateOptions {
  /** Milliseconds an event is remembered at least: no token may live longer. Default 1 hour. */
  readonly horizonMs?: number;
  readonly clock?: Clock;
}

/** How much the state holds. */
export interface RevocationStats {
  readonly accounts: number;
  readonly sessions: number;
  readonly keys: number;
  /** Events applied since the start, repeats included. */
  readonly applied: number;
}

const EVERYBODY = '';

/**
 * What has been revoked, in memory. It only grows (epochs take the maximum), so events may repeat and arrive in any order;
 * what is older than the horizon is forgotten, because every token it could concern has expired.
 *
 * @example
 * state.apply({ kind: 'session', sub, sid });
 * state.isRevoked(principal); // true for every token of that session
 */
export class RevocationState {
  private readonly minEpochs: Generations<number>;
  /** By session: whose it was. */
  private readonly endedSessions: Generations<string>;
  private readonly withdrawnKeys: Generations<true>;
  /** Under {@link EVERYBODY}: the lowest epoch of a token that is accepted, whoever it is about. */
  private readonly issuerEpochs: Generations<number>;
  private readonly listeners = new Set<(event: SecurityEvent) => void>();
  private applied = 0;

  /** Milliseconds for which an event is remembered at least. */
  readonly horizonMs: number;

  constructor({ horizonMs = 3_600_000, clock = systemClock }: RevocationStateOptions = {}) {
    this.horizonMs = horizonMs;
    this.minEpochs = new Generations(horizonMs, clock);
    this.endedSessions = new Generations(horizonMs, clock);
    this.withdrawnKeys = new Generations(horizonMs, clock);
    this.issuerEpochs = new Generations(horizonMs, clock);
  }

  /** Applies an event: updates the state and calls the listeners, all in the same tick. */
  apply(event: SecurityEvent): void {
    this.applied++;
    switch (event.kind) {
      case 'account':
        this.minEpochs.set(event.sub, Math.max(event.minEpoch, this.minEpochs.get(event.sub) ?? 0));
        break;
      case 'session':
        this.endedSessions.set(event.sid, event.sub);
        break;
      case 'key':
        this.withdrawnKeys.set(event.kid, true);
        break;
      case 'issuer':
        this.issuerEpochs.set(EVERYBODY, Math.max(event.minEpoch, this.issuerEpochs.get(EVERYBODY) ?? 0));
        break;
    }
    for (const listener of this.listeners) listener(event);
  }

  /**
   * Whether a token with these claims has been revoked. Exact, with no clock in the argument: a token is refused when its
   * epoch is lower than the account's, or than the issuer's for all accounts. A token without an epoch counts as older than
   * every such event.
   */
  isRevoked(subject: RevocationSubject): boolean {
    return this.revocationOf(subject) !== undefined;
  }

  /** The kind of event that revoked it, or undefined. */
  revocationOf({ sub, sid, epoch, kid }: RevocationSubject): SecurityEvent['kind'] | undefined {
    const issuerEpoch = this.issuerEpochs.get(EVERYBODY);
    if (issuerEpoch !== undefined && (epoch ?? -1) < issuerEpoch) return 'issuer';
    const minEpoch = this.minEpochs.get(sub);
    if (minEpoch !== undefined && (epoch ?? -1) < minEpoch) return 'account';
    if (sid !== undefined && this.endedSessions.get(sid) !== undefined) return 'session';
    return this.isWithdrawn(kid) ? 'key' : undefined;
  }

  /** Whether every token that the event invalidates is refused already, by that event or by a later one. */
  isInForce(event: SecurityEvent): boolean {
    switch (event.kind) {
      case 'account':
        return (this.minEpochs.get(event.sub) ?? -1) >= event.minEpoch;
      case 'session':
        return this.endedSessions.get(event.sid) !== undefined;
      case 'key':
        return this.isWithdrawn(event.kid);
      case 'issuer':
        return (this.issuerEpochs.get(EVERYBODY) ?? -1) >= event.minEpoch;
    }
  }

  /** What is revoked but for keys, as events. Why an account's tokens were invalidated is not kept: `change` says `sessions-revoked`. */
  *inForce(): Generator<SnapshotEvent> {
    const issuerEpoch = this.issuerEpochs.get(EVERYBODY);
    if (issuerEpoch !== undefined) yield { kind: 'issuer', minEpoch: issuerEpoch };
    for (const [sub, minEpoch] of this.minEpochs.entries())
      yield { kind: 'account', change: 'sessions-revoked', sub, minEpoch };
    for (const [sid, sub] of this.endedSessions.entries()) yield { kind: 'session', sub, sid };
  }

  /** Whether that signing key was withdrawn. */
  isWithdrawn(kid: string): boolean {
    return this.withdrawnKeys.get(kid) === true;
  }

  /**
   * Calls the listener for every event, in the tick it is applied.
   * @returns what ends the subscription
   */
  onRevoked(listener: (event: SecurityEvent) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  stats(): RevocationStats {
    return {
      accounts: this.minEpochs.size,
      sessions: this.endedSessions.size,
      keys: this.withdrawnKeys.size,
      applied: this.applied,
    };
  }
}
