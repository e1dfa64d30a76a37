import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/database.js';

/** One use of an Idempotency-Key: whose it is, what was asked for, and the order it stands for. */
export interface KeyUse {
  readonly sub: string;
  readonly key: string;
  readonly bodyHash: string;
  readonly orderId: string;
}

@Injectable()
export class IdempotencyKeyRepository {
  /**
   * Claims the key for this use, or answers the use that has it. Waits for a transaction that is just claiming the
   * same key, and claims it after all when that one is rolled back: the database decides, on any number of replicas.
   */
  async claim(tx: Transaction, use: KeyUse, now: Date): Promise<KeyUse> {
    const { count } = await tx.idempotencyKey.createMany({ data: [{ ...use, createdAt: now }], skipDuplicates: true });
    if (count === 1) return use;
    const { sub, key } = use;
    return await tx.idempotencyKey.findUniqueOrThrow({ where: { sub_key: { sub, key } } });
  }
}
