import type { PurgedKind } from '@hallpass/platform';

const OVER = 'least(ended_at, idle_expires_at, expires_at)';

/** The oldest sessions that are over, by the index `sessions_over`, as far as nobody else is at them. */
const SLICE = `
  slice AS MATERIALIZED (
    SELECT id, ${OVER} AS age FROM sessions WHERE ${OVER} < $1::timestamptz AND ${OVER} >= $2::timestamptz
    ORDER BY ${OVER} LIMIT $3::int FOR UPDATE SKIP LOCKED)`;

/** A session may have thousands of refresh tokens: they go before it, in slices, not with it by the foreign key. */
const DELETE_REFRESH_TOKENS = `
  WITH ${SLICE}
  DELETE FROM refresh_tokens WHERE id = ANY (ARRAY (
    SELECT token.id FROM slice CROSS JOIN LATERAL (
      SELECT id FROM refresh_tokens WHERE session_id = slice.id LIMIT $3::int
    ) AS token LIMIT $3::int))`;

const DELETE_SESSIONS = `
  WITH ${SLICE}, gone AS (
    DELETE FROM sessions WHERE id = ANY (ARRAY (
      SELECT slice.id FROM slice LEFT JOIN LATERAL (
        SELECT true AS is_left FROM refresh_tokens WHERE session_id = slice.id LIMIT 1
      ) AS token ON true WHERE token.is_left IS NULL))
    RETURNING 1)
  SELECT (SELECT count(*)::int FROM gone) AS sessions, (SELECT max(age)::text FROM slice) AS age`;

/** Sessions that are over, with their refresh tokens. */
export function endedSessions(keptMs: number): PurgedKind {
  return {
    name: 'sessions',
    keptMs,
    purgeSlice: async (tx, { before, after, limit }) => {
      const tokens = await tx.$executeRawUnsafe(DELETE_REFRESH_TOKENS, before, after.age, limit);
      if (tokens === limit) return { rows: tokens, next: after };
      const [gone] = await tx.$queryRawUnsafe<{ sessions: number; age: string | null }[]>(
        DELETE_SESSIONS,
        before,
        after.age,
        limit,
      );
      const { sessions = 0, age = null } = gone ?? {};
      return { rows: tokens + sessions, ...(sessions === limit && age !== null && { next: { ...after, age } }) };
    },
  };
}
