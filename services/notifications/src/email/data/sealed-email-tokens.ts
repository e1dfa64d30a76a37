import type { SealedItem, SealedStore } from '@hallpass/keys';
import type { SqlExecutor } from '@hallpass/ports';
import { sealingContext } from './email-tokens.js';

/** The tokens of e-mail that waits, as something sealed: it can wait for longer than a key-encryption key is in use. */
export class SealedEmailTokens implements SealedStore {
  constructor(private readonly sql: SqlExecutor) {}

  async slice(after: string | undefined, limit: number): Promise<readonly SealedItem[]> {
    const rows = await this.sql.$queryRawUnsafe<Omit<SealedItem, 'context'>[]>(
      `SELECT id, sealed_token AS sealed FROM emails
       WHERE sealed_token IS NOT NULL AND ($1::uuid IS NULL OR id > $1::uuid) ORDER BY id LIMIT $2::integer`,
      after ?? null,
      limit,
    );
    return rows.map((row) => ({ ...row, context: sealingContext(row.id) }));
  }

  async replace(id: string, before: string, after: string): Promise<void> {
    await this.sql.$executeRawUnsafe(
      `UPDATE emails SET sealed_token = $3 WHERE id = $1::uuid AND sealed_token = $2`,
      id,
      before,
      after,
    );
  }
}
