import { setTimeout as delay } from 'node:timers/promises';
import type { StreamDefinition } from '@hallpass/contracts';
import type { Log } from '@hallpass/ports';
import {
  jetstream,
  jetstreamManager,
  type JetStreamClient,
  type JetStreamManager,
  type PubAck,
  type StreamInfo,
} from '@nats-io/jetstream';
import {
  AuthorizationError,
  connect,
  headers as natsHeaders,
  nkeyAuthenticator,
  type NatsConnection,
} from '@nats-io/transport-node';
import { BrokerUnavailableError } from './broker-unavailable-error.js';
import { createOrUpdateStream } from './streams.js';

export interface NatsClientOptions {
  /** `nats://host:port`, several with commas between them or as a list. */
  readonly servers: string | readonly string[];
  /** Shown in the broker's monitoring: the name of the service. */
  readonly name: string;
  readonly user?: string;
  readonly password?: string;
  /** The seed of a user nkey, in place of a user and a password. */
  readonly nkeySeed?: string;
  /** Where answers to this client arrive; a broker that separates its users gives each one a prefix of its own. */
  readonly inboxPrefix?: string;
  /** Copies of each stream in a cluster. Default 1. */
  readonly streamReplicas?: number;
  readonly logger?: Log;
}

export interface PublishOptions {
  /** `Nats-Msg-Id`: a stream keeps only the first message of one id within its duplicate window. */
  readonly msgId: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds to wait for the stream's acknowledgement. Default 2000. */
  readonly timeoutMs?: number;
}

const RETRY_MS = 500;
const PING_MS = 5_000;

/**
 * One connection to NATS. Connects in the background from the moment it is constructed and reconnects for ever:
 * a broker that is away never holds up the start of a service. Everything that needs the broker fails at once
 * with {@link BrokerUnavailableError} while it is away.
 */
export class NatsClient {
  readonly #options: NatsClientOptions;
  readonly #streams = new Map<string, StreamDefinition>();
  readonly #listeners = new Set<() => void>();
  readonly #closing = new AbortController();
  readonly #loop: Promise<void>;
  #connection: NatsConnection | undefined;
  #jetstream: JetStreamClient | undefined;
  #connected = false;
  #refusal: string | undefined;

  constructor(options: NatsClientOptions) {
    this.#options = { ...options };
    this.#loop = this.#stayConnected();
  }

  /** True while the broker can be reached, as far as is known. */
  get isConnected(): boolean {
    return this.#connected;
  }

  /** What the broker said when it refused the credentials of this client; undefined once it has accepted them. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** The connection, whether or not it is up at this moment. Throws BrokerUnavailableError before the first one. */
  get connection(): NatsConnection {
    if (this.#connection === undefined) throw new BrokerUnavailableError('not connected yet');
    return this.#connection;
  }

  jetstream(): JetStreamClient {
    if (!this.#connected || this.#jetstream === undefined) throw new BrokerUnavailableError();
    return this.#jetstream;
  }

  /** Streams and consumers. Throws BrokerUnavailableError. */
  async manager(): Promise<JetStreamManager> {
    if (!this.#connected) throw new BrokerUnavailableError();
    return jetstreamManager(this.connection, { checkAPI: false });
  }

  /**
   * Creates the stream, or updates it when its subjects or age differ. It is remembered, and ensured again after each
   * reconnect, because the broker may have lost its state. Throws BrokerUnavailableError, yet remembers the stream.
   */
  async ensureStream(definition: StreamDefinition): Promise<StreamInfo> {
    this.#streams.set(definition.name, definition);
    return createOrUpdateStream(await this.manager(), definition, this.#options.streamReplicas ?? 1);
  }

  /** Publishes to a stream and waits for its acknowledgement. Throws at once when the broker is away. */
  async publish(subject: string, body: Uint8Array | string, options: PublishOptions): Promise<PubAck> {
    const headers = natsHeaders();
    for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value);
    return this.jetstream().publish(subject, body, {
      msgID: options.msgId,
      headers,
      timeout: options.timeoutMs ?? 2_000,
    });
  }

  /** Calls back after every connect and reconnect, when the streams have been ensured. Returns how to stop that. */
  onConnected(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sends what is buffered, then disconnects; gives up after two seconds. */
  async close(): Promise<void> {
    this.#closing.abort();
    const connection = this.#connection;
    if (connection !== undefined && !connection.isClosed()) {
      if (this.#connected)
        await Promise.race([connection.drain().catch(() => undefined), delay(2_000, undefined, { ref: false })]);
      await connection.close();
    }
    await this.#loop;
  }

  async #stayConnected(): Promise<void> {
    let refused = false;
    while (!this.#closing.signal.aborted) {
      try {
        const connection = await connect(this.#connectOptions());
        refused = false;
        await this.#use(connection);
      } catch (error) {
        this.#noteRefusal(error);
        if (!refused)
          this.#options.logger?.warn({ msg: 'NATS cannot be reached; retrying in the background', err: error });
        refused = true;
      }
      this.#connected = false;
      await delay(RETRY_MS, undefined, { signal: this.#closing.signal }).catch(() => undefined);
    }
  }

  /** Watches one connection until it is closed for good. */
  async #use(connection: NatsConnection): Promise<void> {
    if (this.#closing.signal.aborted) return connection.close();
    this.#connection = connection;
    this.#jetstream = jetstream(connection);
    this.#connected = true;
    this.#refusal = undefined;
    void this.#welcome();
    for await (const status of connection.status()) {
      if (status.type === 'error') this.#noteRefusal(status.error);
      if (status.type === 'disconnect') this.#connected = false;
      if (status.type === 'reconnect') {
        this.#connected = true;
        this.#refusal = undefined;
        void this.#welcome();
      }
    }
  }

  #noteRefusal(error: unknown): void {
    if (error instanceof AuthorizationError) this.#refusal = error.message;
  }

  async #welcome(): Promise<void> {
    for (const definition of this.#streams.values()) {
      try {
        await this.ensureStream(definition);
      } catch (error) {
        this.#options.logger?.warn({ msg: `stream ${definition.name} could not be ensured`, err: error });
      }
    }
    for (const listener of this.#listeners) listener();
  }

  #connectOptions() {
    const { servers, name, user, password, nkeySeed, inboxPrefix } = this.#options;
    return {
      servers: typeof servers === 'string' ? servers.split(',').map((server) => server.trim()) : [...servers],
      name,
      ...(user === undefined ? {} : { user, pass: password ?? '' }),
      ...(nkeySeed === undefined ? {} : { authenticator: nkeyAuthenticator(new TextEncoder().encode(nkeySeed)) }),
      ...(inboxPrefix === undefined ? {} : { inboxPrefix }),
      maxReconnectAttempts: -1,
      reconnectTimeWait: RETRY_MS,
      pingInterval: PING_MS,
      maxPingOut: 2,
      timeout: 5_000,
      ignoreAuthErrorAbort: true,
    };
  }
}
