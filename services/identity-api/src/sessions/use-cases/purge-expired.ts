import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '@hallpass/platform';
import { Database } from '../../database/database.js';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** How long a session that is over can still be looked into. */
const KEPT_MS = 30 * DAY_MS;

const OVER = `
  SELECT id FROM sessions WHERE least(ended_at, idle_expires_at, expires_at) < $1::timestamptz`;
const OLDEST = `
  ORDER BY least(ended_at, idle_expires_at, expires_at) LIMIT $2::int FOR UPDATE SKIP LOCKED`;

/** A session may have thousands: they go before it, not with it. */
const REFRESH_TOKENS = `
  DELETE FROM refresh_tokens WHERE id IN (
    SELECT token.id FROM (${OVER} ${OLDEST}) AS over JOIN refresh_tokens AS token ON token.session_id = over.id
    LIMIT $2::int)`;

const SESSIONS = `
  DELETE FROM sessions WHERE id IN (
    ${OVER} AND NOT EXISTS (SELECT 1 FROM refresh_tokens WHERE session_id = sessions.id) ${OLDEST})`;

const SINGLE_USE = `
  DELETE FROM single_use_tokens WHERE (purpose, owner, jti) IN (
    SELECT purpose, owner, jti FROM single_use_tokens WHERE expires_at < $1::timestamptz
    ORDER BY expires_at LIMIT $2::int FOR UPDATE SKIP LOCKED)`;

/** Counters say when they are over in milliseconds. */
const ATTEMPTS = `
  DELETE FROM attempts WHERE key IN (
    SELECT key FROM attempts WHERE expire < (extract(epoch FROM $1::timestamptz) * 1000)::bigint
    ORDER BY expire LIMIT $2::int FOR UPDATE SKIP LOCKED)`;

/** Deletes what nothing can come of any more: long-ended sessions with their refresh tokens, expired single-use rows and counters. */
@Injectable()
export class PurgeExpired {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @param batch the most rows of each kind deleted in one statement, so that none is held for long */
  async execute(batch = 500): Promise<{ sessions: number; singleUseTokens: number; attempts: number }> {
    const now = this.clock.now();
    const sessions = await this.purgeSessions(now - KEPT_MS, batch);
    const singleUseTokens = await this.purge(SINGLE_USE, now, batch);
    const attempts = await this.purge(ATTEMPTS, now - HOUR_MS, batch);
    return { sessions, singleUseTokens, attempts };
  }

  private async purgeSessions(before: number, batch: number): Promise<number> {
    let purged = 0;
    for (let tokens = 1, sessions = 0; tokens + sessions > 0;) {
      tokens = await this.purge(REFRESH_TOKENS, before, batch);
      sessions = await this.purge(SESSIONS, before, batch);
      purged += sessions;
    }
    return purged;
  }

  private async purge(sql: string, before: number, batch: number): Promise<number> {
    let purged = 0;
    for (let last = batch; last === batch;) {
      last = await this.database.$executeRawUnsafe(sql, new Date(before).toISOString(), batch);
      purged += last;
    }
    return purged;
  }
}
