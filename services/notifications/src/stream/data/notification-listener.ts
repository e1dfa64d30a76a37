import { setTimeout as delay } from 'node:timers/promises';
import { connectionOptions, endClient } from '@hallpass/platform';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Client } from 'pg';
import { CONFIG, type Config } from '../../config.js';
import { CHANNEL } from '../../inbox/data/notification-channel.js';
import { OpenStreams } from '../open-streams.js';

/** What the connection is called in `pg_stat_activity`. */
export const LISTENER = 'notifications listener';

const RETRY_MS = 500;
const CONNECT_TIMEOUT_MS = 3000;
const QUERY_TIMEOUT_MS = 3000;

/**
 * Hears, over a connection of its own, of every notification that any replica adds, and wakes the streams of its account.
 * What was said while the connection was down is made up for by waking all when it is up again. A connection that was dropped
 * silently, as firewalls do, hears nothing and breaks nothing: it is found out by a query that gets no answer.
 */
@Injectable()
export class NotificationListener implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly health = { name: 'fan-out', check: (): Promise<void> => this.check() };
  private readonly logger = new Logger(NotificationListener.name);
  private readonly stopping = new AbortController();
  private listening = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly streams: OpenStreams,
    @Inject(CONFIG) private readonly config: Pick<Config, 'DATABASE_URL' | 'STREAM_PROBE_MS'>,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.listen();
      } catch (error) {
        this.logger.warn({ msg: 'not listening for notifications; retrying', err: error });
      }
      await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Until the connection ends, or is found to have ended, or the application stops. */
  private async listen(): Promise<void> {
    const client = new Client({
      ...connectionOptions(this.config.DATABASE_URL),
      application_name: LISTENER,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      keepAlive: true,
    });
    const ended = new AbortController();
    client.once('end', () => ended.abort());
    client.on('error', (error) => this.logger.warn({ msg: 'the connection of the listener broke', err: error }));
    client.on('notification', ({ payload }) => this.streams.wake(payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.listening = true;
      this.streams.wakeAll();
      await this.watch(client, AbortSignal.any([ended.signal, this.stopping.signal]));
    } finally {
      this.listening = false;
      await endClient(client);
    }
  }

  /** @throws Error when the connection answers no more */
  private async watch(client: Client, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await delay(this.config.STREAM_PROBE_MS, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await client.query('SELECT 1');
    }
  }

  private async check(): Promise<void> {
    if (!this.listening) throw new Error('not listening for notifications of other replicas');
  }
}
