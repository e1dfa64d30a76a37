import { Injectable } from '@nestjs/common';
import { KeyRing } from '@hallpass/keys';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { ReservedDatabase } from '../../database/database.js';

export interface Rotation {
  readonly useCase: string;
  readonly actorId: string;
  readonly clientId: string;
  readonly origin: Origin;
}

export interface Rotated {
  readonly useCase: string;
  readonly kid: string;
  readonly activatesAt: Date;
}

/**
 * Publishes the next key of a set; it signs once no verifier can lack it.
 *
 * @throws ProblemError `key_set_not_found` (404)
 */
@Injectable()
export class RotateKeySet {
  constructor(
    private readonly database: ReservedDatabase,
    private readonly keys: KeyRing,
    private readonly audit: AuditTrail,
  ) {}

  async execute({ useCase, actorId, clientId, origin }: Rotation): Promise<Rotated> {
    const next = await this.database.$transaction(async (tx) => {
      const { kid, activatesAt } = await this.keys.rotate(useCase, tx);
      const target = { targetType: 'key', targetId: kid, details: { useCase } } as const;
      await this.audit.record(tx, { action: 'key-set.rotated', actorId, clientId, ...target, origin });
      return { kid, activatesAt };
    });
    await this.keys.reload();
    return { useCase, ...next };
  }
}
