import { Injectable } from '@nestjs/common';
import type { Role } from '@hallpass/contracts';
import { AccountRepository } from '../../accounts/data/account.repository.js';
import type { Account } from '../../accounts/domain/account.js';
import { accountNotFound } from '../../accounts/domain/accounts.problems.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { ReservedDatabase, type Tx } from '../../database/database.js';
import { Announcer } from '../../outbox/announce.js';
import type { Announced, Wait } from '../../outbox/propagation.js';
import { bumpTokenEpoch } from '../../tokens/data/token-epoch.js';
import { LastAdministrator } from '../data/last-administrator.js';
import type { AccountChange } from '../domain/account-change.js';
import type { Actor } from '../domain/actor.js';
import { ownAccount } from '../domain/administration.problems.js';
import { parseRoles, sameRoles } from '../domain/roles.js';

export interface RolesChange {
  readonly id: string;
  readonly roles: readonly string[];
  readonly actor: Actor;
  readonly origin: Origin;
  /** For what the answer waits; see {@link Announcer.announce}. */
  readonly wait?: Wait | undefined;
}

/**
 * Gives an account other roles: tokens with the old ones are invalidated, sessions go on and the next refresh mints the new
 * ones. The roles it has already change nothing and tell the verifiers again.
 *
 * @throws ProblemError `unknown_role`, `roles_required` (422), `own_account`, `last_administrator` (409), `account_not_found` (404)
 */
@Injectable()
export class ChangeRoles {
  constructor(
    private readonly database: ReservedDatabase,
    private readonly accounts: AccountRepository,
    private readonly administrators: LastAdministrator,
    private readonly announcer: Announcer,
    private readonly audit: AuditTrail,
  ) {}

  async execute(change: RolesChange): Promise<AccountChange & Announced> {
    const { id, actor } = change;
    const roles = parseRoles(change.roles);
    if (id === actor.actorId && !roles.includes('admin')) throw ownAccount();
    const { event, status, tokenEpoch } = await this.database.$transaction(async (tx) => {
      const account = await this.accounts.lock(tx, id);
      if (!account) throw accountNotFound();
      const same = sameRoles(account.roles, roles);
      const minEpoch = same ? account.tokenEpoch : await this.give(tx, account, roles, change);
      const changed = { kind: 'account', change: 'token-claims-change', sub: id, minEpoch } as const;
      const event = await this.announcer.securityEventAgain(tx, changed);
      return { event, status: account.status, tokenEpoch: minEpoch };
    });
    return { id, status, tokenEpoch, endedSessions: 0, ...(await this.announcer.announce([event], change.wait)) };
  }

  private async give(tx: Tx, account: Account, roles: Role[], change: RolesChange): Promise<number> {
    if (!roles.includes('admin')) await this.administrators.requireAnother(tx, account);
    await this.accounts.setRoles(tx, account.id, roles);
    const tokenEpoch = await bumpTokenEpoch(tx, account.id);
    await this.audit.record(tx, {
      action: 'account.roles-changed',
      ...change.actor,
      targetType: 'account',
      targetId: account.id,
      details: { from: account.roles, to: roles, tokenEpoch },
      origin: change.origin,
    });
    return tokenEpoch;
  }
}
