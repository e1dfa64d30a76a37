import type { recipientDetails } from '@hallpass/contracts';
import type { SqlExecutor } from '@hallpass/ports';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { type AccountStatus, statusRank } from '../domain/account-status.js';

type RecipientDetails = z.infer<typeof recipientDetails>;

/** Events come in any order: every method makes the recipient when there is none yet, and takes its row's lock. */
@Injectable()
export class RecipientRepository {
  /** Whoever holds the lock is alone with the recipient's notifications, e-mails and preferences. */
  async lock(tx: SqlExecutor, account: string): Promise<void> {
    await tx.$executeRawUnsafe(
      `INSERT INTO recipients (account) VALUES ($1::uuid)
       ON CONFLICT (account) DO UPDATE SET account = excluded.account`,
      account,
    );
  }

  /** The address and name of a registration. What is known already, also of a verification that came earlier, stays. */
  async introduce(tx: SqlExecutor, account: string, { email, displayName }: RecipientDetails): Promise<void> {
    await tx.$executeRawUnsafe(
      `INSERT INTO recipients (account, email, display_name) VALUES ($1::uuid, $2, $3)
       ON CONFLICT (account) DO UPDATE SET email = excluded.email, display_name = excluded.display_name
       WHERE recipients.email IS NULL`,
      account,
      email,
      displayName,
    );
  }

  /** The address, and the name unless a newer one is known. */
  async describe(
    tx: SqlExecutor,
    account: string,
    { email, displayName, nameVersion }: RecipientDetails,
  ): Promise<void> {
    await tx.$executeRawUnsafe(
      `INSERT INTO recipients AS r (account, email, display_name, name_version) VALUES ($1::uuid, $2, $3, $4::integer)
       ON CONFLICT (account) DO UPDATE SET email = excluded.email, name_version = greatest(r.name_version, excluded.name_version),
         display_name = CASE WHEN excluded.name_version >= r.name_version THEN excluded.display_name ELSE r.display_name END`,
      account,
      email,
      displayName,
      nameVersion,
    );
  }

  async verify(tx: SqlExecutor, account: string, at: Date): Promise<void> {
    await tx.$executeRawUnsafe(
      `INSERT INTO recipients (account, verified_at) VALUES ($1::uuid, $2::timestamptz)
       ON CONFLICT (account) DO UPDATE SET verified_at = COALESCE(recipients.verified_at, excluded.verified_at)`,
      account,
      at.toISOString(),
    );
  }

  /** Does nothing when a later change of status has been seen. */
  async setStatus(tx: SqlExecutor, account: string, status: AccountStatus, tokenEpoch: number): Promise<void> {
    await tx.$executeRawUnsafe(
      `INSERT INTO recipients (account, status, status_rank) VALUES ($1::uuid, $2, $3::bigint)
       ON CONFLICT (account) DO UPDATE SET status = excluded.status, status_rank = excluded.status_rank
       WHERE recipients.status_rank < excluded.status_rank`,
      account,
      status,
      statusRank(status, tokenEpoch),
    );
  }
}
