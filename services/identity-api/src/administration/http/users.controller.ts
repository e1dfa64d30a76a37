import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Authenticated, CurrentPrincipal, type Principal } from '@hallpass/auth';
import { ApiRoute, invalidCursor } from '@hallpass/platform';
import { accountNotFound } from '../../accounts/domain/accounts.problems.js';
import { ReadAccount } from '../../accounts/use-cases/read-account.js';
import { type Origin, RequestOrigin } from '../../audit/origin.js';
import { waitOf, type WaitQuery, waitQuery } from '../../outbox/http/wait.js';
import { lastAdministrator, ownAccount, rolesRequired, unknownRole } from '../domain/administration.problems.js';
import { ChangeRoles } from '../use-cases/change-roles.js';
import { DeactivateAccount } from '../use-cases/deactivate-account.js';
import { ListAccounts } from '../use-cases/list-accounts.js';
import { ReactivateAccount } from '../use-cases/reactivate-account.js';
import { actorOf } from './actor-of.js';
import {
  accountChangeSchema,
  accountId,
  type DeactivateBody,
  deactivateBody,
  type RolesBody,
  rolesBody,
  toUser,
  userPageSchema,
  userSchema,
  type UsersQuery,
  usersQuery,
} from './administration.schemas.js';

@Controller('v1/admin/users')
@ApiTags('administration')
@Authenticated('users:admin')
export class UsersController {
  constructor(
    private readonly listAccounts: ListAccounts,
    private readonly readAccount: ReadAccount,
    private readonly deactivateAccount: DeactivateAccount,
    private readonly reactivateAccount: ReactivateAccount,
    private readonly changeRoles: ChangeRoles,
  ) {}

  @Get()
  @ApiRoute('List accounts, in the order they were opened', invalidCursor)
  @ApiResponse({ status: 200, standardSchema: userPageSchema })
  async list(@Query({ schema: usersQuery }) query: UsersQuery) {
    const { items, nextCursor } = await this.listAccounts.execute(query);
    return { items: items.map(toUser), nextCursor };
  }

  @Get(':id')
  @ApiRoute('Read an account', accountNotFound)
  @ApiResponse({ status: 200, standardSchema: userSchema })
  async read(@Param('id', { schema: accountId }) id: string) {
    return toUser(await this.readAccount.execute(id));
  }

  @Post(':id/deactivate')
  @ApiRoute('Deactivate an account, and invalidate its tokens', accountNotFound, ownAccount, lastAdministrator)
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: accountChangeSchema })
  deactivate(
    @Param('id', { schema: accountId }) id: string,
    @Body({ schema: deactivateBody }) { reason }: DeactivateBody,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
    @Query({ schema: waitQuery }) wait: WaitQuery,
  ) {
    return this.deactivateAccount.execute({ id, reason, actor: actorOf(principal), origin, wait: waitOf(wait) });
  }

  @Post(':id/reactivate')
  @ApiRoute('Reactivate an account', accountNotFound)
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: accountChangeSchema })
  reactivate(
    @Param('id', { schema: accountId }) id: string,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
    @Query({ schema: waitQuery }) wait: WaitQuery,
  ) {
    return this.reactivateAccount.execute({ id, actor: actorOf(principal), origin, wait: waitOf(wait) });
  }

  @Put(':id/roles')
  @ApiRoute('Set the roles of an account', accountNotFound, ownAccount, lastAdministrator, rolesRequired, unknownRole)
  @ApiResponse({ status: 200, standardSchema: accountChangeSchema })
  roles(
    @Param('id', { schema: accountId }) id: string,
    @Body({ schema: rolesBody }) { roles }: RolesBody,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
    @Query({ schema: waitQuery }) wait: WaitQuery,
  ) {
    return this.changeRoles.execute({ id, roles, actor: actorOf(principal), origin, wait: waitOf(wait) });
  }
}
