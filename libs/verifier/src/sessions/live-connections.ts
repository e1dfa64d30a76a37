import type { Principal } from '../principal.js';
import { Moment, monotonicAt, systemClock, type Clock } from '../clock.js';
import { REVOCATION_REASONS, type RevocationReason } from '../revocation/revocation-reason.js';
import type { RevocationState } from '../revocation/revocation-state.js';
import type { SecurityEvent } from '../revocation/security-event.js';
import { concerns, PrincipalIndex } from './principal-index.js';

/** Why a live connection has to end. */
export type CloseReason = RevocationReason | 'token_expired' | 'revocation_state_stale';

/** What open connections lean on: nobody asks about them again as long as a revocation would arrive. */
export interface Reliance {
  /** False when a revocation may have been missed, and the policy for that does not accept it. */
  holds(): boolean;
  /** Milliseconds for which the check of its request is good for a connection that is opened while this does not hold. */
  readonly graceMs: number;
}

interface Connection {
  readonly principal: Principal;
  readonly close: (reason: CloseReason) => void;
  /** Milliseconds by the monotonic clock: a time that is set back does not stretch it. */
  readonly expiresAt: number;
  /** When its request was checked, if that was by a policy for what can't be relied on: good for a while. */
  readonly checked: Moment | undefined;
}

/** How often expiry and staleness are looked at: a stream may outlive its token by this much. */
const SWEEP_MS = 1000;

/**
 * Connections that stay open after their request was let in, such as server-sent events: closed the moment their session,
 * account or key is revoked, and when their token expires. While the revocation state is stale they are closed too, unless
 * the policy allows it: their clients come back, and their requests meet the policy. What is opened meanwhile was checked by
 * it, which is good for `graceMs`.
 *
 * @example
 * const unregister = live.register(principal, (reason) => stream.end(`event: ${reason}\n\n`));
 * stream.on('close', unregister);
 */
export class LiveConnections {
  private readonly connections = new Set<Connection>();
  private readonly index = new PrincipalIndex<Connection>();
  private sweeper: NodeJS.Timeout | undefined;

  constructor(
    private readonly state: RevocationState,
    private readonly clock: Clock = systemClock,
    private readonly reliance: Reliance = { holds: () => true, graceMs: 0 },
    private readonly sweepMs = SWEEP_MS,
    private readonly onError: (error: unknown) => void = (error) => {
      throw error;
    },
  ) {
    state.onRevoked((event) => this.closeRevoked(event));
  }

  /**
   * Watches over a connection. `close` is called at most once, never before this returns; a connection of a principal that
   * was revoked in between is closed in the next microtask.
   * @returns what ends the watch, to be called when the connection ends by itself
   */
  register(principal: Principal, close: (reason: CloseReason) => void): () => void {
    const checked = this.reliance.holds() ? undefined : new Moment(this.clock);
    const expiresAt = monotonicAt(this.clock, principal.exp * 1000);
    const connection: Connection = { principal, close, expiresAt, checked };
    this.connections.add(connection);
    this.index.add(principal, connection);
    const revoked = this.state.revocationOf(principal);
    if (revoked !== undefined) queueMicrotask(() => this.close(connection, REVOCATION_REASONS[revoked]));
    this.sweeper ??= setInterval(() => this.sweep(), this.sweepMs).unref();
    return () => this.forget(connection);
  }

  /** Connections open now. */
  get size(): number {
    return this.connections.size;
  }

  private closeRevoked(event: SecurityEvent): void {
    for (const connection of this.index.named(event)) {
      if (concerns(event, connection.principal)) this.close(connection, REVOCATION_REASONS[event.kind]);
    }
  }

  private sweep(): void {
    const [time, now] = [this.clock.now(), this.clock.monotonic()];
    const reliable = this.reliance.holds();
    for (const connection of this.connections) {
      const { principal, expiresAt } = connection;
      if (time >= principal.exp * 1000 || now >= expiresAt) this.close(connection, 'token_expired');
      else if (!reliable && (connection.checked?.age() ?? Infinity) >= this.reliance.graceMs)
        this.close(connection, 'revocation_state_stale');
    }
  }

  private close(connection: Connection, reason: CloseReason): void {
    if (!this.connections.has(connection)) return;
    this.forget(connection);
    try {
      connection.close(reason);
    } catch (error) {
      this.onError(error); // The others have to be closed as well.
    }
  }

  private forget(connection: Connection): void {
    this.connections.delete(connection);
    this.index.remove(connection.principal, connection);
    if (this.connections.size > 0) return;
    clearInterval(this.sweeper);
    this.sweeper = undefined;
  }
}
