import type { SqlExecutor } from '@hallpass/ports';
import type { SealedItem, SealedStore } from '../sealing/sealed-store.js';
import { sealingContext } from '../sealing/sealing-context.js';

/** The private keys of some use cases, as something sealed. */
export class SealedPrivateKeys implements SealedStore {
  constructor(
    private readonly sql: SqlExecutor,
    private readonly useCases: readonly string[],
  ) {}

  async slice(after: string | undefined, limit: number): Promise<readonly SealedItem[]> {
    const rows = await this.sql.$queryRawUnsafe<Omit<SealedItem, 'context'>[]>(
      `SELECT kid AS id, sealed_private_key AS sealed FROM signing_keys
       WHERE sealed_private_key IS NOT NULL AND kid > $2 AND use_case IN (SELECT jsonb_array_elements_text($1::jsonb))
       ORDER BY kid LIMIT $3::integer`,
      JSON.stringify(this.useCases),
      after ?? '',
      limit,
    );
    return rows.map((row) => ({ ...row, context: sealingContext(row.id) }));
  }

  async replace(id: string, before: string, after: string): Promise<void> {
    await this.sql.$executeRawUnsafe(
      `UPDATE signing_keys SET sealed_private_key = $3 WHERE kid = $1 AND sealed_private_key = $2`,
      id,
      before,
      after,
    );
  }
}
