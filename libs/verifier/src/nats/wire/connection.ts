import { setTimeout as delay } from 'node:timers/promises';
import { connect, nkeyAuthenticator, type NatsConnection } from '@nats-io/transport-node';

/** How the feed reaches the broker. */
export interface FeedConnectionOptions {
  /** A connection of the application's own; it is not closed here. Otherwise the feed makes one. */
  readonly connection?: NatsConnection;
  /** `nats://host:port`, one or several of a cluster. */
  readonly servers?: string | readonly string[];
  readonly user?: string;
  readonly password?: string;
  /** The seed of a user nkey (`SU…`), in place of a user and a password. */
  readonly nkeySeed?: string;
  /** The service: names the connection at the broker, and this verifier to the issuer. */
  readonly name: string;
  /** Prefix of the feed's inboxes, where the broker's permissions allow no other. Default `_INBOX`. */
  readonly inboxPrefix?: string;
}

/** Milliseconds. */
const FLUSH_MS = 500;

/** False when it is closed, or about to be: whatever is asked of it then throws. */
export function isUsable(connection: NatsConnection | undefined): connection is NatsConnection {
  return connection !== undefined && !connection.isClosed() && !connection.isDraining();
}

/**
 * The feed's connection: the application's own, or one made for the feed, so that a revocation never queues behind other
 * messages. It reconnects for ever, and finds a dead peer within seconds.
 */
export class FeedConnection {
  private own: NatsConnection | undefined;

  constructor(private readonly options: FeedConnectionOptions) {}

  /** @throws Error when the broker can't be reached now */
  async get(): Promise<NatsConnection> {
    const { connection, servers, user, password, nkeySeed, name, inboxPrefix } = this.options;
    if (connection !== undefined) return connection;
    if (this.own !== undefined && !this.own.isClosed()) return this.own;
    this.own = await connect({
      ...(servers === undefined ? {} : { servers: [servers].flat() }),
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { pass: password }),
      ...(nkeySeed === undefined ? {} : { authenticator: nkeyAuthenticator(new TextEncoder().encode(nkeySeed)) }),
      ...(inboxPrefix === undefined ? {} : { inboxPrefix }),
      name: `${name} revocation feed`,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      pingInterval: 5000,
      timeout: 5000,
    });
    return this.own;
  }

  /** Sends what is buffered, as far as the broker takes it within half a second, and closes the connection if it was made here. */
  async close(): Promise<void> {
    const connection = this.options.connection ?? this.own;
    if (isUsable(connection)) {
      const flushed = connection.flush().catch(() => undefined); // Closed meanwhile: there is nothing to send any more.
      await Promise.race([flushed, delay(FLUSH_MS, undefined, { ref: false })]);
    }
    await this.own?.close();
  }
}
