import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '@hallpass/ports';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { ReservedDatabase } from '../../database/database.js';
import { Announcer } from '../../outbox/announce.js';
import type { Announced, Wait } from '../../outbox/propagation.js';
import { raiseEpochFloor } from '../../tokens/data/epoch-floor.js';
import type { Actor } from '../domain/actor.js';

export interface RevocationOfAll {
  /** A UUID: the same one again revokes nothing that was issued since, tells the verifiers again and says how far it got. */
  readonly id: string;
  readonly reason: string;
  /** Absent where an operator acts by the command line. */
  readonly actor?: Actor;
  readonly origin: Origin;
  /** For what the answer waits; see {@link Announcer.announce}. */
  readonly wait?: Wait | undefined;
}

export interface RevokedAll extends Announced {
  readonly id: string;
  /** Tokens of a lower epoch, whoever they are about, are invalid. */
  readonly minEpoch: number;
  readonly revokedAt: Date;
}

/**
 * Invalidates every access token and ends every session that there is, of every account and client, by one row and one event.
 * Whoever calls needs a new login as well.
 */
@Injectable()
export class RevokeAll {
  constructor(
    private readonly database: ReservedDatabase,
    private readonly announcer: Announcer,
    private readonly audit: AuditTrail,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ id, reason, actor, origin, wait }: RevocationOfAll): Promise<RevokedAll> {
    const { event, ...revoked } = await this.database.$transaction(async (tx) => {
      const at = new Date(this.clock.now());
      const { minEpoch, raisedAt, isNew } = await raiseEpochFloor(tx, { id, reason, at });
      if (isNew) {
        await this.audit.record(tx, { action: 'tokens.revoked', ...actor, details: { id, reason, minEpoch }, origin });
      }
      const event = await this.announcer.securityEventAgain(tx, { kind: 'issuer', minEpoch }, reason);
      return { event, id, minEpoch, revokedAt: raisedAt };
    });
    return { ...revoked, ...(await this.announcer.announce([event], wait)) };
  }
}
