import { Injectable } from '@nestjs/common';
import { type AccountRow, accountColumns, toAccount } from '../../accounts/data/account-row.js';
import type { Account, AccountStatus } from '../../accounts/domain/account.js';
import { ReservedDatabase } from '../../database/database.js';
import { toUtc } from '../../database/instant.js';

export interface AccountFilter {
  readonly email?: string | undefined;
  readonly status?: AccountStatus | undefined;
}
/** The sort key of an account: what a cursor stands for. */
export interface AccountPosition {
  readonly createdAt: string;
  readonly id: string;
}

export const LIST_ACCOUNTS = `
  SELECT ${accountColumns} FROM accounts
  WHERE ($1::text IS NULL OR email = $1) AND ($2::text IS NULL OR status = $2)
    AND ($3::timestamptz IS NULL OR (created_at, id) > ($3::timestamptz, $4::uuid))
  ORDER BY created_at, id LIMIT $5::integer`;

@Injectable()
export class AccountListRepository {
  constructor(private readonly database: ReservedDatabase) {}

  /** Accounts in the order they were opened, after the position. */
  async list(filter: AccountFilter, after: AccountPosition | undefined, limit: number): Promise<Account[]> {
    const rows = await this.database.$queryRawUnsafe<AccountRow[]>(
      LIST_ACCOUNTS,
      filter.email ?? null,
      filter.status ?? null,
      after ? toUtc(after.createdAt) : null,
      after?.id ?? null,
      limit,
    );
    return rows.map(toAccount);
  }
}
