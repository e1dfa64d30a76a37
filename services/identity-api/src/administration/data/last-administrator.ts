import { Injectable } from '@nestjs/common';
import type { Account } from '../../accounts/domain/account.js';
import type { Tx } from '../../database/database.js';
import { lastAdministrator } from '../domain/administration.problems.js';

const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('hallpass.administrators', 0))::text`;

/** By the index `accounts_active_administrators`: only these can log in and administer. */
const ANOTHER = `
  SELECT 1 FROM accounts
  WHERE status = 'active' AND email_verified_at IS NOT NULL AND 'admin' = ANY (roles) AND id <> $1::uuid LIMIT 1`;

/** Sees to it that an active administrator stays. The rule is about several rows, so no lock on one of them is enough. */
@Injectable()
export class LastAdministrator {
  /**
   * To be called before the account is deactivated or loses the role, with its row locked. Whoever takes away another
   * administrator meanwhile waits until this transaction ends, and looks again.
   *
   * @throws ProblemError `last_administrator` (409)
   */
  async requireAnother(tx: Tx, account: Account): Promise<void> {
    if (account.status !== 'active' || !account.roles.includes('admin')) return;
    await tx.$queryRawUnsafe(LOCK);
    const others = await tx.$queryRawUnsafe<unknown[]>(ANOTHER, account.id);
    if (others.length === 0) throw lastAdministrator();
  }
}
