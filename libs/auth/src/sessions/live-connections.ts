import type { Principal } from '../principal.js';
import { systemClock, type Clock } from '../clock.js';
import type { RevocationState } from '../revocation/revocation-state.js';
import type { SecurityEvent } from '../revocation/security-event.js';
import { concerns, PrincipalIndex } from './principal-index.js';

/** Why a live connection has to end. */
export type CloseReason = 'session_revoked' | 'account_revoked' | 'key_withdrawn' | 'token_expired';

interface Connection {
  readonly principal: Principal;
  readonly close: (reason: CloseReason) => void;
}

const CLOSE_REASONS: Record<SecurityEvent['kind'], CloseReason> = {
  account: 'account_revoked',
  session: 'session_revoked',
  key: 'key_withdrawn',
};

/** How often expiry is looked at: a stream may outlive its token by this much. */
const SWEEP_MS = 1000;

/**
 * Connections that stay open after their request was let in, such as server-sent events: closed the moment their session,
 * account or key is revoked, and when their token expires.
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
    private readonly sweepMs = SWEEP_MS,
  ) {
    state.onRevoked((event) => this.closeRevoked(event));
  }

  /**
   * Watches over a connection. `close` is called at most once, never before this returns; a connection of a principal that
   * was revoked in between is closed in the next microtask.
   * @returns what ends the watch, to be called when the connection ends by itself
   */
  register(principal: Principal, close: (reason: CloseReason) => void): () => void {
    const connection: Connection = { principal, close };
    this.connections.add(connection);
    this.index.add(principal, connection);
    const revoked = this.state.revocationOf(principal);
    if (revoked !== undefined) queueMicrotask(() => this.close(connection, CLOSE_REASONS[revoked]));
    this.sweeper ??= setInterval(() => this.closeExpired(), this.sweepMs).unref();
    return () => this.forget(connection);
  }

  /** Connections open now. */
  get size(): number {
    return this.connections.size;
  }

  private closeRevoked(event: SecurityEvent): void {
    for (const connection of this.index.named(event)) {
      if (concerns(event, connection.principal)) this.close(connection, CLOSE_REASONS[event.kind]);
    }
  }

  private closeExpired(): void {
    const now = this.clock.now() / 1000;
    for (const connection of this.connections) {
      if (now >= connection.principal.exp) this.close(connection, 'token_expired');
    }
  }

  private close(connection: Connection, reason: CloseReason): void {
    if (!this.connections.has(connection)) return;
    this.forget(connection);
    connection.close(reason);
  }

  private forget(connection: Connection): void {
    this.connections.delete(connection);
    this.index.remove(connection.principal, connection);
    if (this.connections.size > 0) return;
    clearInterval(this.sweeper);
    this.sweeper = undefined;
  }
}
