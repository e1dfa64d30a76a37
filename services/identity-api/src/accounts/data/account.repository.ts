import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Role } from '@hallpass/contracts';
import type { SqlExecutor } from '@hallpass/ports';
import type { Account, AccountStatus } from '../domain/account.js';
import type { Registration } from '../domain/registration.js';
import { type AccountRow, accountColumns, toAccount } from './account-row.js';

export interface NewAccount {
  readonly email: string;
  readonly displayName: string | null;
  readonly passwordHash: string;
  readonly roles?: readonly Role[];
  readonly verified?: boolean;
}
/** An account with the hash of its password, for the few steps that check or change it. */
export type AccountWithPassword = Account & { readonly passwordHash: string };

/** Accounts. Every method runs on what it is handed: the database, or the transaction of a change. */
@Injectable()
export class AccountRepository {
  async findByEmail(sql: SqlExecutor, email: string): Promise<AccountWithPassword | undefined> {
    return this.one(sql, 'WHERE email = $1', email);
  }

  async findById(sql: SqlExecutor, id: string): Promise<AccountWithPassword | undefined> {
    return this.one(sql, 'WHERE id = $1::uuid', id);
  }

  /** Reads the account and holds its row until the transaction ends: changes of one account happen one after another. */
  async lock(tx: SqlExecutor, id: string): Promise<AccountWithPassword | undefined> {
    return this.one(tx, 'WHERE id = $1::uuid FOR UPDATE', id);
  }

  /** Undefined when the address is taken: the unique index decides, also between two registrations at once. */
  async insert(tx: SqlExecutor, account: NewAccount): Promise<Account | undefined> {
    const rows = await tx.$queryRawUnsafe<AccountRow[]>(
      `INSERT INTO accounts (id, email, display_name, password_hash, roles, email_verified_at)
       VALUES ($1::uuid, $2, $3, $4, $5::text[], CASE WHEN $6::boolean THEN now() END)
       ON CONFLICT (email) DO NOTHING RETURNING ${accountColumns}`,
      randomUUID(),
      account.email,
      account.displayName,
      account.passwordHash,
      account.roles ?? ['customer'],
      account.verified ?? false,
    );
    return rows[0] && toAccount(rows[0]);
  }

  /**
   * Makes an account of a registration whose address is proved. Undefined when the address has a verified account: the unique
   * index decides, also between two at once. An account that nobody has verified, as a version before this one opened it, is
   * taken over with its id: its password and its name may be a stranger's.
   */
  async confirm(tx: SqlExecutor, { id, email, displayName, passwordHash }: Registration): Promise<Account | undefined> {
    const rows = await tx.$queryRawUnsafe<AccountRow[]>(
      `INSERT INTO accounts AS a (id, email, display_name, password_hash, email_verified_at)
       VALUES ($1::uuid, $2, $3, $4, now())
       ON CONFLICT (email) DO UPDATE SET display_name = excluded.display_name, password_hash = excluded.password_hash,
         password_changed_at = now(), email_verified_at = now(), updated_at = now()
       WHERE a.email_verified_at IS NULL AND a.status = 'active'
       RETURNING ${accountColumns}`,
      id,
      email,
      displayName,
      passwordHash,
    );
    return rows[0] && toAccount(rows[0]);
  }

  async setPassword(tx: SqlExecutor, id: string, passwordHash: string): Promise<void> {
    await this.update(tx, 'password_hash = $2, password_changed_at = now()', 'id = $1::uuid', id, passwordHash);
  }

  /** Replaces the hash of the same password by one with today's parameters, unless the password changed meanwhile. */
  async rehash(sql: SqlExecutor, id: string, from: string, to: string): Promise<void> {
    await this.update(sql, 'password_hash = $2', 'id = $1::uuid AND password_hash = $3', id, to, from);
  }

  async setDisplayName(tx: SqlExecutor, id: string, displayName: string | null): Promise<void> {
    await this.update(tx, 'display_name = $2, name_version = name_version + 1', 'id = $1::uuid', id, displayName);
  }

  async setStatus(tx: SqlExecutor, id: string, status: AccountStatus): Promise<void> {
    await this.update(tx, 'status = $2', 'id = $1::uuid', id, status);
  }

  async setRoles(tx: SqlExecutor, id: string, roles: readonly Role[]): Promise<void> {
    await this.update(tx, 'roles = $2::text[]', 'id = $1::uuid', id, roles);
  }

  private async one(sql: SqlExecutor, condition: string, value: string): Promise<AccountWithPassword | undefined> {
    const [row] = await sql.$queryRawUnsafe<(AccountRow & { password_hash: string })[]>(
      `SELECT ${accountColumns}, password_hash FROM accounts ${condition}`,
      value,
    );
    return row && { ...toAccount(row), passwordHash: row.password_hash };
  }

  private async update(sql: SqlExecutor, set: string, condition: string, ...values: unknown[]): Promise<boolean> {
    const text = `UPDATE accounts SET ${set}, updated_at = now() WHERE ${condition}`;
    return (await sql.$executeRawUnsafe(text, ...values)) > 0;
  }
}
