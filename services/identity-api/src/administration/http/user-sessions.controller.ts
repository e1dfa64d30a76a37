import { Controller, Delete, Get, Param } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Authenticated, CurrentPrincipal, type Principal } from '@hallpass/auth';
import { type Origin, RequestOrigin } from '../../audit/origin.js';
import { EndAccountSession } from '../use-cases/end-account-session.js';
import { ListAccountSessions } from '../use-cases/list-account-sessions.js';
import { actorOf } from './actor-of.js';
import { accountId, sessionEndSchema, sessionId } from './administration.schemas.js';

@Controller('v1/admin/users/:id/sessions')
@ApiTags('administration')
@Authenticated('users:admin')
export class UserSessionsController {
  constructor(
    private readonly listSessions: ListAccountSessions,
    private readonly endSession: EndAccountSession,
  ) {}

  @Get()
  async list(@Param('id', { schema: accountId }) id: string) {
    return { items: await this.listSessions.execute(id) };
  }

  @Delete(':sid')
  @ApiResponse({ status: 200, standardSchema: sessionEndSchema })
  end(
    @Param('id', { schema: accountId }) id: string,
    @Param('sid', { schema: sessionId }) sid: string,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
  ) {
    return this.endSession.execute({ id, sid, actor: actorOf(principal), origin });
  }
}
