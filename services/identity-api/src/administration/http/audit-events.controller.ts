import { Controller, Get, Query } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '@hallpass/auth';
import { ApiRoute, invalidCursor } from '@hallpass/platform';
import { ListAuditEvents } from '../use-cases/list-audit-events.js';
import { auditPageSchema, type AuditQuery, auditQuery } from './administration.schemas.js';

@Controller('v1/admin/audit-events')
@ApiTags('administration')
@Authenticated('users:admin')
export class AuditEventsController {
  constructor(private readonly listAuditEvents: ListAuditEvents) {}

  /** Newest first. */
  @Get()
  @ApiRoute('Read the audit trail, newest first', invalidCursor)
  @ApiResponse({ status: 200, standardSchema: auditPageSchema })
  list(@Query({ schema: auditQuery }) query: AuditQuery) {
    return this.listAuditEvents.execute(query);
  }
}
