import { Injectable } from '@nestjs/common';
import { ReservedDatabase } from '../../database/database.js';
import type { AuditEvent, AuditFilter } from '../domain/audit-event.js';
import { toUtc } from '../../database/instant.js';

interface AuditRow extends Omit<AuditEvent, 'sequence' | 'occurredAt'> {
  readonly sequence: bigint;
  readonly occurredAt: Date;
}

export const LIST_AUDIT_EVENTS = `
  SELECT id, sequence, occurred_at AS "occurredAt", action, outcome, actor_id AS "actorId", client_id AS "clientId",
    target_type AS "targetType", target_id AS "targetId", ip_address AS "ipAddress", user_agent AS "userAgent",
    trace_id AS "traceId", details
  FROM audit_events
  WHERE ($1::text IS NULL OR action = $1) AND ($2::text IS NULL OR outcome = $2)
    AND ($3::text IS NULL OR actor_id = $3) AND ($4::text IS NULL OR target_id = $4)
    AND ($5::timestamptz IS NULL OR occurred_at >= $5::timestamptz)
    AND ($6::timestamptz IS NULL OR occurred_at < $6::timestamptz)
    AND ($7::bigint IS NULL OR (occurred_at, sequence) <
      (SELECT occurred_at, sequence FROM audit_events WHERE sequence = $7::bigint))
  ORDER BY occurred_at DESC, sequence DESC LIMIT $8::integer`;

@Injectable()
export class AuditEventRepository {
  constructor(private readonly database: ReservedDatabase) {}

  /** Entries of the trail, newest first, older than the one with the sequence number `before`; none when that one has been purged, with all before it. */
  async list(filter: AuditFilter, before: string | undefined, limit: number): Promise<AuditEvent[]> {
    const { action, outcome, actorId, targetId, from, to } = filter;
    const times = [from, to].map((time) => (time === undefined ? undefined : toUtc(time)));
    const values = [action, outcome, actorId, targetId, ...times, before].map((value) => value ?? null);
    const rows = await this.database.$queryRawUnsafe<AuditRow[]>(LIST_AUDIT_EVENTS, ...values, limit);
    return rows.map((row) => ({
      ...row,
      sequence: String(row.sequence),
      occurredAt: row.occurredAt.toISOString(),
    }));
  }
}
