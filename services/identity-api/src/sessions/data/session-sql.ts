import { EPOCH_FLOOR } from '../../tokens/data/epoch-floor.js';

/** Within what an account holds valid: `$1` is its id. Reads the index `sessions_live`, and no row of a session that ended. */
const OPEN = `FROM sessions AS s
  WHERE s.account_id = $1::uuid AND s.ended_at IS NULL AND s.opened_epoch`;
const VALID = `>= greatest((SELECT sessions_valid_from FROM accounts WHERE id = $1::uuid), ${EPOCH_FLOOR})`;

/** Those that can be used at `$2`, the latest login first, after the position `$3` to `$5`, at most `$6`. */
export const LIVE_SESSIONS = `
  SELECT s.id, s.account_id AS "accountId", s.client_id AS "clientId", s.opened_epoch AS "openedEpoch", s.amr,
    s.authenticated_at AS "authenticatedAt", s.refreshed_at AS "refreshedAt", s.idle_expires_at AS "idleExpiresAt",
    s.expires_at AS "expiresAt", s.ended_at AS "endedAt", s.ip_address AS "ipAddress", s.user_agent AS "userAgent"
  ${OPEN} ${VALID} AND s.idle_expires_at > $2::timestamptz AND s.expires_at > $2::timestamptz
    AND (s.opened_epoch, s.authenticated_at, s.id) < (coalesce($3::integer, 2147483647),
      coalesce($4::timestamptz, 'infinity'), coalesce($5::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
  ORDER BY s.opened_epoch DESC, s.authenticated_at DESC, s.id DESC LIMIT $6::integer`;

/** How many are open from the epoch `$2` on, at most `$3`. */
export const COUNT_LIVE = `SELECT count(*)::integer AS count FROM (SELECT 1 ${OPEN} >= $2::integer LIMIT $3::integer) AS live`;

/** Ends `$1` at `$2` because of `$3`, unless it or all sessions of its account have ended before. */
export const END_ONE = `
  UPDATE sessions SET ended_at = $2::timestamptz, end_reason = $3 FROM accounts
  WHERE sessions.id = $1::uuid AND ended_at IS NULL
    AND accounts.id = account_id AND opened_epoch >= greatest(accounts.sessions_valid_from, ${EPOCH_FLOOR})`;

/** The oldest sessions of `$1` beyond the newest `$4`, at most `$5`, end at `$2` because of `$3`. */
export const END_OLDEST = `
  WITH open AS (SELECT s.id ${OPEN} ${VALID}), excess AS (
    SELECT least(count(*) - $4::integer, $5::integer) AS sessions
    FROM (SELECT 1 FROM open LIMIT $4::integer + $5::integer) AS counted
  ), oldest AS (
    SELECT s.id ${OPEN} ${VALID}
    ORDER BY s.opened_epoch, s.authenticated_at, s.id LIMIT greatest((SELECT sessions FROM excess), 0) FOR UPDATE
  )
  UPDATE sessions SET ended_at = $2::timestamptz, end_reason = $3
  FROM oldest WHERE sessions.id = oldest.id RETURNING sessions.id`;

export const NOTE_ENDING = `
  INSERT INTO session_endings (account_id, valid_from, opened_from, reason, ended_at)
  VALUES ($1::uuid, $2::integer, $3::integer, $4, $5::timestamptz)`;

/** Whether there is a note at all. */
export const ANY_ENDING = `SELECT 1 FROM session_endings LIMIT 1`;

/** The oldest note that no other replica is at. */
export const NEXT_ENDING = `
  SELECT account_id AS "accountId", valid_from AS "validFrom" FROM session_endings
  ORDER BY ended_at LIMIT 1 FOR UPDATE SKIP LOCKED`;

/** Closes at most `$3` sessions of the note `$1`, `$2`. A row that somebody holds is left for the next slice. */
export const CLOSE_SLICE = `
  UPDATE sessions SET ended_at = slice.ended_at, end_reason = slice.reason
  FROM (
    SELECT s.id, e.ended_at, e.reason
    FROM session_endings AS e JOIN sessions AS s ON s.account_id = e.account_id AND s.ended_at IS NULL
      AND s.opened_epoch >= e.opened_from AND s.opened_epoch < e.valid_from
    WHERE e.account_id = $1::uuid AND e.valid_from = $2::integer
    LIMIT $3::integer FOR UPDATE OF s SKIP LOCKED
  ) AS slice
  WHERE sessions.id = slice.id`;

/** Removes the note `$1`, `$2` when every session of it is closed. */
export const REMOVE_ENDING = `
  DELETE FROM session_endings AS e WHERE account_id = $1::uuid AND valid_from = $2::integer AND NOT EXISTS (
    SELECT 1 FROM sessions AS s WHERE s.account_id = e.account_id AND s.ended_at IS NULL
      AND s.opened_epoch >= e.opened_from AND s.opened_epoch < e.valid_from)`;
