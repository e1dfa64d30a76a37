import type { SqlExecutor } from '@hallpass/ports';
import type { JWK } from 'jose';
import type { KeyAlgorithm, KeyDescription, KeyState } from '../domain/key-set.js';

/** A key as the database has it. */
export interface StoredKey extends KeyDescription {
  readonly publicJwk: JWK;
  /** Null once the key can neither sign nor decrypt any more. */
  readonly sealedPrivateKey: string | null;
}

export type NewKey = Pick<StoredKey, 'kid' | 'useCase' | 'use' | 'alg' | 'publicJwk' | 'sealedPrivateKey'>;

const COLUMNS = `kid, use_case, use, alg, state, public_jwk, sealed_private_key, withdrawn_reason,
  ${['created_at', 'activates_at', 'retires_at', 'expires_at', 'withdrawn_at']
    .map((column) => `(extract(epoch FROM ${column}) * 1000)::float8 AS ${column}`)
    .join(', ')}`;

interface Row {
  kid: string;
  use_case: string;
  use: 'sig' | 'enc';
  alg: KeyAlgorithm;
  state: KeyState;
  public_jwk: JWK;
  sealed_private_key: string | null;
  withdrawn_reason: string | null;
  created_at: number;
  activates_at: number;
  retires_at: number | null;
  expires_at: number | null;
  withdrawn_at: number | null;
}

/** The statements on `signing_keys`. Times are the ring's clock, so that one clock decides. */
export class SigningKeyTable {
  constructor(private readonly sql: SqlExecutor) {}

  /** Waits until no other replica changes this key set; until the transaction ends, none does. */
  async lock(useCase: string): Promise<void> {
    await this.sql.$queryRawUnsafe(
      `SELECT 1 AS locked FROM pg_advisory_xact_lock(hashtextextended('signing_keys:' || $1, 0))`,
      useCase,
    );
  }

  async findByUseCases(useCases: readonly string[]): Promise<StoredKey[]> {
    const rows = await this.sql.$queryRawUnsafe<Row[]>(
      `SELECT ${COLUMNS} FROM signing_keys
       WHERE use_case IN (SELECT jsonb_array_elements_text($1::jsonb)) ORDER BY created_at, kid`,
      JSON.stringify(useCases),
    );
    return rows.map(toStoredKey);
  }

  async find(kid: string): Promise<StoredKey | undefined> {
    const rows = await this.sql.$queryRawUnsafe<Row[]>(`SELECT ${COLUMNS} FROM signing_keys WHERE kid = $1`, kid);
    return rows.map(toStoredKey)[0];
  }

  async insert(key: NewKey, state: 'published' | 'active', createdAt: Date, activatesAt: Date): Promise<void> {
    await this.sql.$executeRawUnsafe(
      `INSERT INTO signing_keys (kid, use_case, use, alg, state, public_jwk, sealed_private_key, created_at, activates_at)
       VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8::timestamptz, $9::timestamptz)`,
      key.kid,
      key.useCase,
      key.use,
      key.alg,
      state,
      JSON.stringify(key.publicJwk),
      key.sealedPrivateKey,
      createdAt.toISOString(),
      activatesAt.toISOString(),
    );
  }

  /** The active key of the use case, if it has one, ceases to sign. */
  async deactivate(useCase: string, retiresAt: Date, expiresAt: Date): Promise<void> {
    await this.sql.$executeRawUnsafe(
      `UPDATE signing_keys SET state = 'retiring', retires_at = $2::timestamptz, expires_at = $3::timestamptz
       WHERE use_case = $1 AND state = 'active'`,
      useCase,
      retiresAt.toISOString(),
      expiresAt.toISOString(),
    );
  }

  async activate(kid: string, activatesAt: Date): Promise<void> {
    await this.sql.$executeRawUnsafe(
      `UPDATE signing_keys SET state = 'active', activates_at = $2::timestamptz WHERE kid = $1 AND state = 'published'`,
      kid,
      activatesAt.toISOString(),
    );
  }

  /** The key leaves the key set, and its private part the database. */
  async retire(kid: string): Promise<void> {
    await this.sql.$executeRawUnsafe(
      `UPDATE signing_keys SET state = 'retired', sealed_private_key = NULL WHERE kid = $1 AND state = 'retiring'`,
      kid,
    );
  }

  async withdraw(kid: string, at: Date, reason: string): Promise<void> {
    await this.sql.$executeRawUnsafe(
      `UPDATE signing_keys SET state = 'withdrawn', sealed_private_key = NULL,
         withdrawn_at = $2::timestamptz, withdrawn_reason = $3 WHERE kid = $1`,
      kid,
      at.toISOString(),
      reason,
    );
  }
}

/** What may be shown of a key. */
export function describe(key: StoredKey): KeyDescription {
  const { kid, useCase, alg, use, state } = key;
  const { createdAt, activatesAt, retiresAt, expiresAt, withdrawnAt, withdrawnReason } = key;
  return {
    kid,
    useCase,
    alg,
    use,
    state,
    createdAt,
    activatesAt,
    retiresAt,
    expiresAt,
    withdrawnAt,
    withdrawnReason,
  };
}

function toStoredKey(row: Row): StoredKey {
  const date = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
  return {
    kid: row.kid,
    useCase: row.use_case,
    use: row.use,
    alg: row.alg,
    state: row.state,
    publicJwk: row.public_jwk,
    sealedPrivateKey: row.sealed_private_key,
    createdAt: new Date(row.created_at),
    activatesAt: new Date(row.activates_at),
    retiresAt: date(row.retires_at),
    expiresAt: date(row.expires_at),
    withdrawnAt: date(row.withdrawn_at),
    withdrawnReason: row.withdrawn_reason,
  };
}
