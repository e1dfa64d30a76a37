import { Controller, Delete, Get, HttpCode, Param, Query, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Authenticated, CurrentPrincipal, type Principal } from '@hallpass/auth';
import { ApiRoute, ForAccounts, invalidCursor, pageQuery, type PageQuery } from '@hallpass/platform';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Origin, RequestOrigin } from '../../audit/origin.js';
import { sessionNotFound } from '../../sessions/domain/sessions.problems.js';
import { ListSessions } from '../../sessions/use-cases/list-sessions.js';
import { EndOwnSession } from '../use-cases/end-own-session.js';
import { sessionsSchema, toSession } from './sessions.schemas.js';

@Controller('v1/me/sessions')
@ApiTags('sessions')
@ForAccounts()
@Authenticated('account')
export class MySessionsController {
  constructor(
    private readonly listSessions: ListSessions,
    private readonly endSession: EndOwnSession,
  ) {}

  @Get()
  @ApiRoute('List the own sessions, the latest login first', invalidCursor)
  @ApiResponse({ status: 200, standardSchema: sessionsSchema })
  async list(@Query({ schema: pageQuery }) query: PageQuery, @CurrentPrincipal() { sub, sid }: Principal) {
    const { items, nextCursor } = await this.listSessions.execute(sub, query);
    return { items: items.map((session) => toSession(session, sid)), nextCursor };
  }

  @Delete(':id')
  @ApiRoute('End one of the own sessions', sessionNotFound)
  @HttpCode(204)
  @ApiResponse({ status: 204, description: 'The session has ended' })
  async end(
    @Param('id', { schema: z.uuid() }) sid: string,
    @CurrentPrincipal() { sub, clientId }: Principal,
    @RequestOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    reply.header('Hallpass-Propagation', await this.endSession.execute({ sid, accountId: sub, clientId, origin }));
  }
}
