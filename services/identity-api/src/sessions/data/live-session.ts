import { EPOCH_FLOOR } from '../../tokens/data/epoch-floor.js';

/**
 * Whether a session `s` of an account `a` can be used, in SQL: the one place that says so for a refresh. The account decides as well
 * as the session's own row: ending all sessions raises `sessions_valid_from`, or the floor for all accounts, and the rows are closed
 * afterwards.
 *
 * @param at the parameter with the time at which it is to be used, such as `$2::timestamptz`
 */
export function isUsable(at: string): string {
  return `a.status = 'active' AND s.opened_epoch >= greatest(a.sessions_valid_from, ${EPOCH_FLOOR}) AND s.ended_at IS NULL
     AND s.idle_expires_at > ${at} AND s.expires_at > ${at}`;
}
