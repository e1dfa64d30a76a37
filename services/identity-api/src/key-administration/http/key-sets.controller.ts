import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Authenticated, CurrentPrincipal, type Principal } from '@hallpass/auth';
import { keyAlreadyWithdrawn, keyNotFound, keySetNotFound } from '@hallpass/keys';
import { ApiRoute } from '@hallpass/platform';
import { type Origin, RequestOrigin } from '../../audit/origin.js';
import { waitOf, type WaitQuery, waitQuery } from '../../outbox/http/wait.js';
import { ListKeySets } from '../use-cases/list-key-sets.js';
import { RotateKeySet } from '../use-cases/rotate-key-set.js';
import { WithdrawKey } from '../use-cases/withdraw-key.js';
import {
  keySetsSchema,
  kidParameter,
  rotatedSchema,
  useCaseParameter,
  type WithdrawalBody,
  withdrawalBody,
  withdrawnSchema,
} from './key-sets.schemas.js';

@Controller('v1/admin')
@ApiTags('key sets')
@Authenticated('keys:admin')
export class KeySetsController {
  constructor(
    private readonly listKeySets: ListKeySets,
    private readonly rotateKeySet: RotateKeySet,
    private readonly withdrawKey: WithdrawKey,
  ) {}

  @Get('key-sets')
  @ApiRoute('List the key sets, with every key they have or had')
  @ApiResponse({ status: 200, standardSchema: keySetsSchema })
  list() {
    return { items: this.listKeySets.execute() };
  }

  @Post('key-sets/:useCase/rotate')
  @ApiRoute('Publish the next key of a key set', keySetNotFound)
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: rotatedSchema })
  async rotate(
    @Param('useCase', { schema: useCaseParameter }) useCase: string,
    @CurrentPrincipal() { sub, clientId }: Principal,
    @RequestOrigin() origin: Origin,
  ) {
    return this.rotateKeySet.execute({ useCase, actorId: sub, clientId, origin });
  }

  @Post('keys/:kid/withdraw')
  @ApiRoute('Withdraw a key, and invalidate what it signed', keyNotFound, keyAlreadyWithdrawn)
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: withdrawnSchema })
  async withdraw(
    @Param('kid', { schema: kidParameter }) kid: string,
    @Body({ schema: withdrawalBody }) { reason }: WithdrawalBody,
    @CurrentPrincipal() { sub, clientId }: Principal,
    @RequestOrigin() origin: Origin,
    @Query({ schema: waitQuery }) wait: WaitQuery,
  ) {
    return this.withdrawKey.execute({ kid, reason, actorId: sub, clientId, origin, wait: waitOf(wait) });
  }
}
