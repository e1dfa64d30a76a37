import { join } from 'node:path';
import type { SqlClient } from '@hallpass/ports';
import { createDatabase, pgSqlClient, type TestDatabase } from '@hallpass/testing';
import { KeyRing, type KeyRingOptions, type KeySetDefinition } from '../src/index.js';
import { FrozenClock } from './clock.js';
import { sealerWith } from './sealing.js';

export const DEFINITIONS: readonly KeySetDefinition[] = [
  { useCase: 'order-api', use: 'sig', alg: 'ES256', tokenLifetimeSeconds: 300 },
  { useCase: 'security-events', use: 'sig', alg: 'EdDSA', tokenLifetimeSeconds: 0 },
  { useCase: 'confidential', use: 'enc', alg: 'ECDH-ES+A256KW', tokenLifetimeSeconds: 3600 },
];

/** The seconds from the publication of a key to its first signature: max-age, and until every replica serves it. */
export const LEAD = 300 + 5;
/** The seconds from a key's last signature to its leaving the key set of `order-api`. */
export const TAIL = 300 + 5 + 5;

jest.setTimeout(60_000); // a hang fails the run, a busy machine does not

/** One database and any number of rings on it, with one frozen clock. */
export class RingHarness {
  readonly clock = new FrozenClock();
  readonly sealer = sealerWith('kek-1');
  readonly #rings: KeyRing[] = [];

  private constructor(readonly database: TestDatabase) {}

  static async create(): Promise<RingHarness> {
    return new RingHarness(await createDatabase(join(import.meta.dirname, 'migrations')));
  }

  get sql(): SqlClient {
    return pgSqlClient(this.database.pool);
  }

  ring(options: Partial<KeyRingOptions> = {}): KeyRing {
    const { sql, sealer, clock } = this;
    const ring = new KeyRing({ sql, sealer, clock, definitions: DEFINITIONS, ...options });
    this.#rings.push(ring);
    return ring;
  }

  async started(options: Partial<KeyRingOptions> = {}): Promise<KeyRing> {
    const ring = this.ring(options);
    await ring.start();
    return ring;
  }

  /** A ring whose database answers nothing while `database.isAway`. */
  async startedWithOutages(): Promise<{ ring: KeyRing; database: { isAway: boolean } }> {
    const database = { isAway: false };
    const { sql } = this;
    const ring = await this.started({
      sql: {
        ...sql,
        $queryRawUnsafe: (...query) =>
          database.isAway ? Promise.reject(new Error('away')) : sql.$queryRawUnsafe(...query),
      },
    });
    return { ring, database };
  }

  async rows<T>(sql: string): Promise<T[]> {
    return (await this.database.pool.query(sql)).rows;
  }

  async close(): Promise<void> {
    await Promise.all(this.#rings.map((ring) => ring.stop()));
    await this.database.drop();
  }
}
