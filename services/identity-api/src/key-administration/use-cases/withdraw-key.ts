import { Inject, Injectable } from '@nestjs/common';
import { KeyRing } from '@hallpass/keys';
import type { OutboxMessage } from '@hallpass/messaging';
import type { SqlExecutor } from '@hallpass/ports';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { type Config, CONFIG } from '../../config.js';
import { ReservedDatabase } from '../../database/database.js';
import { Announcer } from '../../outbox/announce.js';
import type { Announced, Wait } from '../../outbox/propagation.js';
import { repeatSecurityEvents } from '../../outbox/repeat-security-events.js';
import { securityStream } from '../../outbox/security-stream.js';

export interface Withdrawal {
  readonly kid: string;
  readonly reason: string;
  readonly actorId: string;
  readonly clientId: string;
  readonly origin: Origin;
  /** For what the answer waits; see {@link Announcer.announce}. */
  readonly wait?: Wait | undefined;
}

export interface Withdrawn extends Announced {
  readonly kid: string;
  readonly useCase: string;
  readonly replacementKid: string;
}

/**
 * Takes a compromised key out of use: what it signed is refused everywhere at once, and its replacement signs from now on.
 * Sessions go on. When it signed security events, those that still matter are sent again, signed by the replacement.
 *
 * @throws ProblemError `key_not_found` (404), `key_already_withdrawn` (409)
 */
@Injectable()
export class WithdrawKey {
  constructor(
    private readonly database: ReservedDatabase,
    private readonly keys: KeyRing,
    private readonly announcer: Announcer,
    private readonly audit: AuditTrail,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async execute({ kid, reason, actorId, clientId, origin, wait }: Withdrawal): Promise<Withdrawn> {
    const { event, ...replaced } = await this.database.$transaction(async (tx) => {
      const { useCase, replacementKid } = await this.keys.withdraw(kid, reason, tx);
      const details = { useCase, replacementKid, reason };
      const target = { targetType: 'key', targetId: kid, details } as const;
      await this.audit.record(tx, { action: 'key.withdrawn', actorId, clientId, ...target, origin });
      const event = await this.announce(tx, kid, useCase, reason);
      return { event, useCase, replacementKid };
    });
    await this.keys.reload();
    return { kid, ...replaced, ...(await this.announcer.announce([event], wait)) };
  }

  private async announce(tx: SqlExecutor, kid: string, useCase: string, reason: string): Promise<OutboxMessage> {
    if (useCase === 'security-events') {
      const { maxAgeMs } = securityStream(this.config.ACCESS_TOKEN_TTL_SECONDS);
      await repeatSecurityEvents(tx, { maxAgeMs, name: `${kid} 1` });
    }
    return this.announcer.securityEvent(tx, { kind: 'key', kid }, reason);
  }
}
