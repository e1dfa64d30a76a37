import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Authenticated, CurrentPrincipal, type Principal } from '@hallpass/auth';
import { ApiRoute, invalidCursor, pageQuery, type PageQuery } from '@hallpass/platform';
import { accountNotFound } from '../../accounts/domain/accounts.problems.js';
import { type Origin, RequestOrigin } from '../../audit/origin.js';
import { waitOf, type WaitQuery, waitQuery } from '../../outbox/http/wait.js';
import { sessionNotFound } from '../../sessions/domain/sessions.problems.js';
import { EndAccountSession } from '../use-cases/end-account-session.js';
import { ListAccountSessions } from '../use-cases/list-account-sessions.js';
import { actorOf } from './actor-of.js';
import { accountId, sessionEndSchema, sessionId, sessionPageSchema, toSession } from './administration.schemas.js';

@Controller('v1/admin/users/:id/sessions')
@ApiTags('administration')
@Authenticated('users:admin')
export class UserSessionsController {
  constructor(
    private readonly listSessions: ListAccountSessions,
    private readonly endSession: EndAccountSession,
  ) {}

  /** Those that can still be used, the latest login first. */
  @Get()
  @ApiRoute('List the sessions of an account, the latest login first', invalidCursor, accountNotFound)
  @ApiResponse({ status: 200, standardSchema: sessionPageSchema })
  async list(@Param('id', { schema: accountId }) id: string, @Query({ schema: pageQuery }) query: PageQuery) {
    const { items, nextCursor } = await this.listSessions.execute(id, query);
    return { items: items.map(toSession), nextCursor };
  }

  @Delete(':sid')
  @ApiRoute('End a session of an account', sessionNotFound)
  @ApiResponse({ status: 200, standardSchema: sessionEndSchema })
  end(
    @Param('id', { schema: accountId }) id: string,
    @Param('sid', { schema: sessionId }) sid: string,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
    @Query({ schema: waitQuery }) wait: WaitQuery,
  ) {
    return this.endSession.execute({ id, sid, actor: actorOf(principal), origin, wait: waitOf(wait) });
  }
}
