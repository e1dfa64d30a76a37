import { type Role, ROLES } from '@hallpass/contracts';
import { EPOCH_FLOOR } from '../../tokens/data/epoch-floor.js';
import type { Account, AccountStatus } from '../domain/account.js';

/** A row of `accounts` as the database gives it. */
export interface AccountRow {
  readonly id: string;
  readonly email: string;
  readonly email_verified_at: Date | null;
  readonly display_name: string | null;
  readonly name_version: number;
  readonly status: AccountStatus;
  readonly roles: readonly string[];
  readonly token_epoch: number;
  readonly password_changed_at: Date;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export const accountColumns = `id, email, email_verified_at, display_name, name_version, status, roles,
  greatest(token_epoch, ${EPOCH_FLOOR}) AS token_epoch, password_changed_at, created_at, updated_at`;

/** A role that this version doesn't know allows nothing. */
const known = (role: string): role is Role => (ROLES as readonly string[]).includes(role);

export function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    email: row.email,
    emailVerifiedAt: row.email_verified_at,
    displayName: row.display_name,
    nameVersion: row.name_version,
    status: row.status,
    roles: row.roles.filter(known),
    tokenEpoch: row.token_epoch,
    passwordChangedAt: row.password_changed_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
