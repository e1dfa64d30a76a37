import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Kind, OPTIONAL_KINDS, PRIORITIES } from '../../announcements/domain/kind.js';
import { CONFIG, type Config } from '../../config.js';
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
  /** How often the mail server, or this service, has put this e-mail off. */
  readonly deferrals: number;
  readonly expiresAt: Date;
  readonly address: string;
  /** Null unless the address is verified: before that, a stranger may have chosen the name. */
  readonly displayName: string | null;
}

/** Replicas from before there were claims see a claimed e-mail as due so long after its claim was renewed. */
const HIDDEN_MS = 5 * 60 * 1000;
const EXPIRED_AT_ONCE = 1000;
const UNCLAIMED = 'claimed_by = NULL, claimed_until = NULL';

/**
 * The sender's side of the queue. Any number of replicas may take from it: an e-mail belongs to the one that claimed it until
 * its claim runs out, by the clock of the database. When an e-mail is due, and when it expires, goes by the service's clock.
 */
@Injectable()
export class EmailQueue {
  /** This process, among all that ever took from the queue. */
  private readonly claimant = randomUUID();

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Pick<Config, 'EMAIL_CLAIM_MS'>,
  ) {}

  /**
   * Claims at most `limit` e-mails that are due, by priority. What its recipient may not be told now, such as news of orders
   * since the account was deactivated, stays where it is.
   */
  async claim(now: Date, limit: number): Promise<DueEmail[]> {
    return this.database.$queryRawUnsafe<DueEmail[]>(
      `UPDATE emails e SET attempts = e.attempts + 1, claimed_by = $3::uuid, next_attempt_at = $5::timestamptz,
         claimed_until = clock_timestamp() + $4::float8 * interval '1 millisecond'
       FROM recipients r
       WHERE r.account = e.account AND e.id IN (
         SELECT due.id FROM unnest($7::smallint[]) AS p (priority) CROSS JOIN LATERAL (
           SELECT e.id, e.next_attempt_at FROM emails e JOIN recipients r ON r.account = e.account
           WHERE e.priority = p.priority AND e.state = 'pending' AND e.claimed_until IS NULL
             AND e.next_attempt_at <= $1::timestamptz AND e.expires_at > $1::timestamptz AND ${mayReceive('$6')}
           ORDER BY e.next_attempt_at LIMIT $2::integer FOR UPDATE OF e SKIP LOCKED) AS due
         ORDER BY p.priority, due.next_attempt_at LIMIT $2::integer)
       RETURNING e.id, e.kind, e.message_id AS "messageId", e.data, e.sealed_token AS "sealedToken", e.attempts AS attempt,
         e.deferrals, e.expires_at AS "expiresAt", r.email AS address,
         CASE WHEN r.verified_at IS NOT NULL THEN r.display_name END AS "displayName"`,
      now.toISOString(),
      limit,
      this.claimant,
      this.config.EMAIL_CLAIM_MS,
      new Date(now.getTime() + HIDDEN_MS).toISOString(),
      [...OPTIONAL_KINDS],
      [...PRIORITIES],
    );
  }

  /** Prolongs the claims of this process: to be called well within `EMAIL_CLAIM_MS` while an attempt lasts. */
  async renewClaims(now: Date): Promise<void> {
    await this.database.$executeRawUnsafe(
      `UPDATE emails SET claimed_until = clock_timestamp() + $2::float8 * interval '1 millisecond',
         next_attempt_at = $3::timestamptz
       WHERE claimed_by = $1::uuid AND claimed_until IS NOT NULL`,
      this.claimant,
      this.config.EMAIL_CLAIM_MS,
      new Date(now.getTime() + HIDDEN_MS).toISOString(),
    );
  }

  /** Makes due what a process claimed that is gone. */
  async releaseLapsed(now: Date): Promise<void> {
    await this.database.$executeRawUnsafe(
      `UPDATE emails SET ${UNCLAIMED}, next_attempt_at = $1::timestamptz WHERE claimed_until <= clock_timestamp()`,
      now.toISOString(),
    );
  }

  /** Records that the mail server has it, whoever claims it by now. */
  async sent(id: string, at: Date): Promise<void> {
    await this.database.$executeRawUnsafe(
      `UPDATE emails SET state = 'sent', sent_at = $2::timestamptz, last_error = NULL, sealed_token = NULL, ${UNCLAIMED}
       WHERE id = $1::uuid`,
      id,
      at.toISOString(),
    );
  }

  /** Puts off an e-mail that this process has claimed. */
  async defer(id: string, until: Date, error: string): Promise<void> {
    await this.#release(
      id,
      'next_attempt_at = $3::timestamptz, last_error = $4, deferrals = deferrals + 1',
      until,
      error,
    );
  }

  /** Makes an e-mail due again that met no mail server. */
  async putBack(id: string, now: Date, error: string): Promise<void> {
    await this.#release(id, 'next_attempt_at = $3::timestamptz, last_error = $4', now, error);
  }

  /** Takes an attempt back that came to nothing because this process stops. */
  async takeBack(id: string, now: Date): Promise<void> {
    await this.#release(id, 'next_attempt_at = $3::timestamptz, attempts = attempts - 1', now);
  }

  /** Keeps an e-mail claimed for `ms` milliseconds, though nobody renews the claim. */
  async hold(id: string, ms: number): Promise<void> {
    await this.database.$executeRawUnsafe(
      `UPDATE emails SET claimed_until = clock_timestamp() + $3::float8 * interval '1 millisecond'
       WHERE id = $1::uuid AND claimed_by = $2::uuid`,
      id,
      this.claimant,
      ms,
    );
  }

  /** Gives up an e-mail that this process has claimed. */
  async failed(id: string, error: string): Promise<void> {
    await this.database.$executeRawUnsafe(
      `UPDATE emails SET state = 'failed', last_error = $3, sealed_token = NULL, ${UNCLAIMED}
       WHERE id = $1::uuid AND claimed_by = $2::uuid AND state = 'pending'`,
      id,
      this.claimant,
      error,
    );
  }

  /** Gives up what nobody could use any more, but for what is being sent. Returns true when there may be more. */
  async expire(now: Date): Promise<boolean> {
    const expired = await this.database.$executeRawUnsafe(
      `UPDATE emails SET state = 'expired', sealed_token = NULL WHERE id = ANY (ARRAY (
         SELECT id FROM emails
         WHERE state IN ('waiting', 'pending') AND expires_at <= $1::timestamptz AND claimed_until IS NULL
         LIMIT $2::integer FOR UPDATE SKIP LOCKED))`,
      now.toISOString(),
      EXPIRED_AT_ONCE,
    );
    return expired === EXPIRED_AT_ONCE;
  }

  /** How much e-mail is in a state. */
  async count(state: 'waiting' | 'pending' | 'failed' | 'expired'): Promise<number> {
    return this.database.email.count({ where: { state } });
  }

  /** The state is not asked for: one that was suppressed meanwhile is not claimed any longer either. */
  async #release(id: string, changes: string, at: Date, ...more: string[]): Promise<void> {
    await this.database.$executeRawUnsafe(
      `UPDATE emails SET ${changes}, ${UNCLAIMED} WHERE id = $1::uuid AND claimed_by = $2::uuid`,
      id,
      this.claimant,
      at.toISOString(),
      ...more,
    );
  }
}
