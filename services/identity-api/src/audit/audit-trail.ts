import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ProblemError } from '@hallpass/contracts';
import { currentTraceparent, type SqlExecutor } from '@hallpass/ports';
import type { Origin } from './origin.js';

/** Who did what to whom, when, from where. */
export interface AuditEntry {
  /** `<subject>.<what happened>`, such as `account.deactivated`. */
  readonly action: string;
  /** `success` unless said otherwise. */
  readonly outcome?: 'success' | 'failure';
  /** The account that acted; absent where nobody was authenticated. */
  readonly actorId?: string;
  readonly clientId?: string;
  readonly targetType?: 'account' | 'session' | 'key';
  readonly targetId?: string;
  /** What the action needs to be understood later. Never a secret, never an e-mail address. */
  readonly details?: object;
  readonly origin: Origin;
}

const INSERT = `
  INSERT INTO audit_events (id, action, outcome, actor_id, client_id, target_type, target_id, ip_address, user_agent,
    trace_id, details)
  VALUES ($1::uuid, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb)`;

/** The statuses of problems that refuse somebody. */
const REFUSALS: readonly number[] = [400, 401, 403, 404];

/** The append-only trail: an entry commits or rolls back with the change it tells of. The database refuses to change one. */
@Injectable()
export class AuditTrail {
  /** Adds an entry in the caller's transaction, with the trace id of the current request. */
  async record(tx: SqlExecutor, entry: AuditEntry): Promise<void> {
    const traceId = currentTraceparent()?.split('-')[1] ?? null;
    await tx.$executeRawUnsafe(
      INSERT,
      randomUUID(),
      entry.action,
      entry.outcome ?? 'success',
      entry.actorId ?? null,
      entry.clientId ?? null,
      entry.targetType ?? null,
      entry.targetId ?? null,
      entry.origin.ip ?? null,
      entry.origin.userAgent ?? null,
      traceId,
      JSON.stringify(entry.details ?? {}),
    );
  }

  /**
   * Adds an entry on what was refused with `error`, which the caller throws on, as `details.reason`: the private detail of the
   * problem or its code. To be called after the transaction of what was refused has rolled back. Limits and overload are no
   * refusals (they are counted), nor is input that is to be corrected.
   */
  async recordRefusal(sql: SqlExecutor, entry: Omit<AuditEntry, 'outcome'>, error: unknown): Promise<void> {
    if (!(error instanceof ProblemError) || !REFUSALS.includes(error.status)) return;
    const details = { ...entry.details, reason: error.privateDetail ?? error.code };
    await this.record(sql, { ...entry, outcome: 'failure', details });
  }
}
