import { createHash } from 'node:crypto';
import { KeyedTurns } from '@hallpass/platform';
import { Injectable } from '@nestjs/common';
import { sessionBusy } from './domain/sessions.problems.js';

/** Whoever presents one token more often than this at once does not get on by it. */
const WAITING = 128;
/** Of the ten connections of a replica one account holds two at most, whatever its row waits for. */
const ROTATIONS_PER_ACCOUNT = 2;
const RETRY_AFTER_SECONDS = 1;

/** `session_busy` (503, `Retry-After` in seconds). */
export const busy = () => sessionBusy({ headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) } });

/** Bounds what one refresh token, and what one account, has under way in this replica: before a connection is taken. */
@Injectable()
export class RefreshTurns {
  private readonly tokens = new KeyedTurns({ concurrency: 1, length: WAITING, full: busy });
  private readonly accounts = new KeyedTurns({ concurrency: ROTATIONS_PER_ACCOUNT, length: WAITING, full: busy });

  /** @throws ProblemError `session_busy` (503, `Retry-After` in seconds); what the job throws */
  ofToken<T>(token: string, job: () => Promise<T>): Promise<T> {
    return this.tokens.run(createHash('sha256').update(token).digest('base64url'), job);
  }

  /** @throws ProblemError `session_busy` (503, `Retry-After` in seconds); what the job throws */
  ofAccount<T>(accountId: string, job: () => Promise<T>): Promise<T> {
    return this.accounts.run(accountId, job);
  }
}
