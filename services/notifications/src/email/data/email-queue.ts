import { Injectable } from '@nestjs/common';
import { type Kind, OPTIONAL_KINDS } from '../../announcements/domain/kind.js';
import { Database } from '../../database/database.js';
import { mayReceive } from './may-receive.js';

/** An e-mail whose turn it is. */
export interface DueEmail {
  readonly id: string;
  readonly kind: Kind;
  readonly messageId: string;
  readonly data: unknown;
  readonly sealedToken: string | null;
  /** Which attempt this is, from 1. */
  readonly attempt: number;
  readonly address: string;
  /** Null unless the address is verified: before that, a stranger may have chosen the name. */
  readonly displayName: string | null;
}

/** The sender's side of the queue. Any number of replicas may take from it. */
@Injectable()
export class EmailQueue {
  constructor(private readonly database: Database) {}

  /**
   * Takes e-mail that is due, and hides it from the others until `hiddenUntil`: whoever dies meanwhile loses nothing. What its
   * recipient may not be told now, such as news of orders since the account was deactivated, stays where it is.
   */
  async claim(now: Date, hiddenUntil: Date, limit: number): Promise<DueEmail[]> {
    return this.database.$queryRawUnsafe<DueEmail[]>(
      `UPDATE emails e SET attempts = e.attempts + 1, next_attempt_at = $2::timestamptz
       FROM recipients r
       WHERE r.account = e.account AND e.id IN (
         SELECT e.id FROM emails e JOIN recipients r ON r.account = e.account
         WHERE e.state = 'pending' AND e.next_attempt_at <= $1::timestamptz AND e.expires_at > $1::timestamptz
           AND ${mayReceive('$4')}
         ORDER BY e.next_attempt_at LIMIT $3::integer FOR UPDATE OF e SKIP LOCKED)
       RETURNING e.id, e.kind, e.message_id AS "messageId", e.data, e.sealed_token AS "sealedToken", e.attempts AS attempt,
         r.email AS address, CASE WHEN r.verified_at IS NOT NULL THEN r.display_name END AS "displayName"`,
      now.toISOString(),
      hiddenUntil.toISOString(),
      limit,
      [...OPTIONAL_KINDS],
    );
  }

  async sent(id: string, at: Date): Promise<void> {
    await this.#close(id, { state: 'sent', sentAt: at, lastError: null });
  }

  async retry(id: string, at: Date, error: string): Promise<void> {
    const where = { id, state: 'pending' };
    await this.database.email.updateMany({ where, data: { nextAttemptAt: at, lastError: error } });
  }

  /** Takes an attempt back that came to nothing because its sender stopped: it is due at once, for any replica. */
  async putBack(id: string, now: Date): Promise<void> {
    const where = { id, state: 'pending' };
    await this.database.email.updateMany({ where, data: { nextAttemptAt: now, attempts: { decrement: 1 } } });
  }

  async failed(id: string, error: string): Promise<void> {
    await this.#close(id, { state: 'failed', lastError: error });
  }

  /** Gives up what nobody could use any more. */
  async expire(now: Date): Promise<void> {
    const where = { state: { in: ['waiting', 'pending'] }, expiresAt: { lte: now } };
    await this.database.email.updateMany({ where, data: { state: 'expired', sealedToken: null } });
  }

  /** How much e-mail is in a state. */
  async count(state: 'waiting' | 'pending' | 'failed'): Promise<number> {
    return this.database.email.count({ where: { state } });
  }

  async #close(id: string, data: { state: 'sent' | 'failed'; sentAt?: Date; lastError: string | null }): Promise<void> {
    await this.database.email.updateMany({ where: { id, state: 'pending' }, data: { ...data, sealedToken: null } });
  }
}
