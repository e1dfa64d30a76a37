import { prepared } from '@hallpass/platform';
import type { SqlExecutor } from '@hallpass/ports';
import { Inject, Injectable } from '@nestjs/common';
import { OPTIONAL_KINDS, priorityOf } from '../../announcements/domain/kind.js';
import { CONFIG, type Config } from '../../config.js';
import { messageId, type NewEmail } from '../domain/email.js';
import { EmailTokens } from './email-tokens.js';
import { mayReceive } from './may-receive.js';

const ENQUEUE = prepared(
  'enqueue_email',
  `INSERT INTO emails (id, account, kind, state, message_id, data, sealed_token, next_attempt_at, expires_at, priority)
   SELECT $1::uuid, r.account, e.kind, CASE WHEN p.email = false THEN 'suppressed' WHEN ${mayReceive('$9')} THEN 'pending' ELSE 'waiting' END,
     $4, $5::jsonb, CASE WHEN p.email = false THEN NULL ELSE $6 END, now(), $7::timestamptz, $8::smallint
   FROM recipients r CROSS JOIN (SELECT $3 AS kind) AS e LEFT JOIN preferences p ON p.account = r.account AND p.kind = e.kind
   WHERE r.account = $2::uuid`,
);

/** Puts e-mail into the queue. Callers hold the recipient's lock. */
@Injectable()
export class EmailRepository {
  constructor(
    private readonly tokens: EmailTokens,
    @Inject(CONFIG) private readonly config: Pick<Config, 'MAIL_FROM'>,
  ) {}

  /** Due at once, or waits for {@link release}, unless its reader turned this kind off. */
  async enqueue(tx: SqlExecutor, { id, account, kind, data, token, expiresAt }: NewEmail): Promise<void> {
    await tx.$executeRawUnsafe(
      ENQUEUE,
      id,
      account,
      kind,
      messageId(id, this.config.MAIL_FROM),
      JSON.stringify(data),
      await this.tokens.seal(id, token),
      expiresAt.toISOString(),
      priorityOf(kind),
      [...OPTIONAL_KINDS],
    );
  }

  /** Makes due what waited, where the recipient may be written to now. */
  async release(tx: SqlExecutor, account: string): Promise<void> {
    await tx.$executeRawUnsafe(
      `UPDATE emails e SET state = 'pending' FROM recipients r
       WHERE r.account = $1::uuid AND e.account = r.account AND e.state = 'waiting' AND ${mayReceive('$2')}`,
      account,
      [...OPTIONAL_KINDS],
    );
  }

  /** Gives up what has not been sent of kinds that the reader has just turned off. */
  async suppress(tx: SqlExecutor, account: string, kinds: readonly string[]): Promise<void> {
    await tx.$executeRawUnsafe(
      `UPDATE emails SET state = 'suppressed', sealed_token = NULL
       WHERE account = $1::uuid AND kind = ANY ($2::text[]) AND state IN ('waiting', 'pending')`,
      account,
      [...kinds],
    );
  }
}
