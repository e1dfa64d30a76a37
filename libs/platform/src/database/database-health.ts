import type { ReadinessIndicator } from '@hallpass/ports';
import type { OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { explainRefusal } from './explain-refusal.js';
import { connectionOptions } from './connection-options.js';
import { requireUtc } from './session-time-zone.js';

const TIMEOUT_MS = 2_000;
/** Connections that are open hide that the password was changed: a new one is made this often. */
const CONNECTION_SECONDS = 10;

/** Ready while the database answers, on a connection of its own: requests that hold the pool don't make the service unready. */
export class DatabaseHealth implements ReadinessIndicator, OnApplicationShutdown {
  readonly name = 'database';
  private readonly pool: pg.Pool;

  constructor(databaseUrl: string) {
    this.pool = new pg.Pool({
      ...connectionOptions(databaseUrl),
      max: 1,
      maxLifetimeSeconds: CONNECTION_SECONDS,
      connectionTimeoutMillis: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS,
      keepAlive: true,
      allowExitOnIdle: true,
      verify: (client, done) => void requireUtc(client).then(() => done(), done),
    });
    // An idle connection that breaks is replaced by the next check.
    this.pool.on('error', () => undefined);
  }

  async check(): Promise<void> {
    try {
      await this.pool.query('SELECT 1');
    } catch (error) {
      throw explainRefusal(error);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
