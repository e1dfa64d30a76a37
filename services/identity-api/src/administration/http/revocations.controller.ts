import { randomUUID } from 'node:crypto';
import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Authenticated, CurrentPrincipal, type Principal } from '@hallpass/auth';
import { ApiRoute } from '@hallpass/platform';
import { type Origin, RequestOrigin } from '../../audit/origin.js';
import { waitOf, type WaitQuery, waitQuery } from '../../outbox/http/wait.js';
import { RevokeAll } from '../use-cases/revoke-all.js';
import { actorOf } from './actor-of.js';
import { type RevokeAllBody, revokeAllBody, revokedAllSchema } from './revocations.schemas.js';

@Controller('v1/admin')
@ApiTags('administration')
@Authenticated('users:admin')
export class RevocationsController {
  constructor(private readonly revokeAll: RevokeAll) {}

  @Post('revoke-all')
  @ApiRoute('Invalidate every access token and session of everybody, your own too')
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: revokedAllSchema })
  all(
    @Body({ schema: revokeAllBody }) { id = randomUUID(), reason }: RevokeAllBody,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
    @Query({ schema: waitQuery }) wait: WaitQuery,
  ) {
    return this.revokeAll.execute({ id, reason, actor: actorOf(principal), origin, wait: waitOf(wait) });
  }
}
