import { SECURITY_SUBJECTS } from '@hallpass/verifier/issuer';
import type { SqlExecutor } from '@hallpass/ports';

export interface Repetition {
  /** Milliseconds: how old an event can be and still matter. */
  readonly maxAgeMs: number;
  /** Which repetition this is. Of one name, each event is repeated once, by however many replicas. */
  readonly name: string;
}

/**
 * Puts the security events that still matter into the outbox once more, published or not: a verifier that replays the stream
 * refuses those that a withdrawn key signed. As new messages, because the stream would take the old ids for repeats.
 */
export async function repeatSecurityEvents(sql: SqlExecutor, { maxAgeMs, name }: Repetition): Promise<number> {
  return sql.$executeRawUnsafe(
    `INSERT INTO outbox (id, subject, data)
     SELECT copy.id, subject, data || jsonb_build_object('jti', copy.id)
     FROM (
       SELECT DISTINCT ON (subject, data - 'jti') id, subject, data FROM outbox
       WHERE split_part(subject, '.', 1) = split_part($1, '.', 1) AND subject LIKE $1
         AND occurred_at > now() - $2::float8 * interval '1 millisecond'
       ORDER BY subject, data - 'jti', sequence
     ) AS event, LATERAL (SELECT md5(event.id || $3)::uuid AS id) AS copy
     ON CONFLICT (id) DO NOTHING`,
    `${SECURITY_SUBJECTS.slice(0, -1)}%`,
    maxAgeMs,
    name,
  );
}
