import { Injectable } from '@nestjs/common';
import { decodeCursor, encodeCursor, type Page, type PageQuery } from '@hallpass/platform';
import { z } from 'zod';
import { AuditEventRepository } from '../data/audit-event.repository.js';
import type { AuditEvent, AuditFilter } from '../domain/audit-event.js';

/** A sequence number: at most 18 digits, so that it always fits PostgreSQL's bigint. */
const position = z.strictObject({ before: z.string().regex(/^\d{1,18}$/) });

/** The audit trail, newest first. @throws ProblemError `invalid_cursor` (400) */
@Injectable()
export class ListAuditEvents {
  constructor(private readonly events: AuditEventRepository) {}

  async execute({ limit, cursor, ...filter }: PageQuery & AuditFilter): Promise<Page<AuditEvent>> {
    const found = await this.events.list(filter, decodeCursor(cursor, position)?.before, limit + 1);
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    return { items, nextCursor: last ? encodeCursor({ before: last.sequence }) : null };
  }
}
