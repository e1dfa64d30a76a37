import { setTimeout as delay } from 'node:timers/promises';
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

const RETRY_MS = 500;
const CONNECT_TIMEOUT_MS = 5000;

/**
 * Hears, over a connection of its own, of every notification that any replica adds, and wakes the streams of its account.
 * What was said while the connection was down is made up for by waking all when it is up again.
 */
@Injectable()
export class NotificationListener implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly health = { name: 'fan-out', check: (): Promise<void> => this.check() };
  private readonly logger = new Logger(NotificationListener.name);
  private readonly stopping = new AbortController();
  private client: Client | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly streams: OpenStreams,
    @Inject(CONFIG) private readonly config: Pick<Config, 'DATABASE_URL'>,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.client?.end();
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

  /** Until the connection ends. */
  private async listen(): Promise<void> {
    const client = new Client({
      connectionString: this.config.DATABASE_URL,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    const ended = new Promise<void>((resolve) => client.once('end', resolve));
    client.on('error', (error) => this.logger.warn({ msg: 'the connection of the listener broke', err: error }));
    client.on('notification', ({ payload }) => this.streams.wake(payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.client = client;
      this.streams.wakeAll();
      if (this.stopping.signal.aborted) await client.end();
      await ended;
    } finally {
      this.client = undefined;
    }
  }

  private async check(): Promise<void> {
    if (this.client === undefined) throw new Error('not listening for notifications of other replicas');
  }
}
