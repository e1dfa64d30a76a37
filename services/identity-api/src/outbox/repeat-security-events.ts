import { SECURITY_SUBJECTS } from '@hallpass/auth';
import type { SqlExecutor } from '@hallpass/platform';

/**
 * Puts the security events of the last `maxAgeMs` milliseconds into the outbox once more: a verifier that replays the stream
 * refuses those that a withdrawn key signed. As new messages, because the stream would take the old ids for repeats.
 */
export async function repeatSecurityEvents(tx: SqlExecutor, maxAgeMs: number): Promise<number> {
  return tx.$executeRawUnsafe(
    `INSERT INTO outbox (id, subject, data)
     SELECT copy.id, subject, data || jsonb_build_object('jti', copy.id)
     FROM outbox, LATERAL (SELECT gen_random_uuid() AS id WHERE outbox.id IS NOT NULL) AS copy
     WHERE subject LIKE $1 AND published_at IS NOT NULL AND occurred_at > now() - $2::float8 * interval '1 millisecond'`,
    `${SECURITY_SUBJECTS.slice(0, -1)}%`,
    maxAgeMs,
  );
}
