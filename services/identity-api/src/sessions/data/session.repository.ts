import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, type SqlExecutor } from '@hallpass/ports';
import { Database, type Tx } from '../../database/database.js';
import { EPOCH_FLOOR } from '../../tokens/data/epoch-floor.js';
import { bumpTokenEpoch } from '../../tokens/data/token-epoch.js';
import type { Grant } from '../domain/grant.js';
import type { Session } from '../domain/session.js';
import { COUNT_LIVE, END_OLDEST, END_ONE, LIVE_SESSIONS, NOTE_ENDING } from './session-sql.js';

/** The most sessions that are counted when all of them end. */
const COUNTED_AT_MOST = 1000;

/** The sort key of a session: epoch and time of its login, and its id. What a cursor stands for. */
type SessionPosition = readonly [openedEpoch: number, authenticatedAt: string, id: string];

interface Excess {
  readonly keep: number;
  readonly limit: number;
}

/** What ending all sessions of an account came to. */
export interface EndedSessions {
  /** The new epoch of the account's tokens. */
  readonly tokenEpoch: number;
  /** How many had not ended before; {@link COUNTED_AT_MOST} stands for that many or more. */
  readonly endedSessions: number;
}

@Injectable()
export class SessionRepository {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async find(id: string, tx: Tx = this.database): Promise<Session | null> {
    return tx.session.findUnique({ where: { id } });
  }

  /** At most `limit` sessions of an account that can still be used, the latest login first, after the position. */
  async listLive(accountId: string, after: SessionPosition | undefined, limit: number): Promise<Session[]> {
    const [epoch, time, id] = after ?? [null, null, null];
    return this.database.$queryRawUnsafe<Session[]>(LIVE_SESSIONS, accountId, this.at(), epoch, time, id, limit);
  }

  async open(tx: Tx, session: Session, { resource, scopes }: Grant): Promise<void> {
    await tx.session.create({ data: { ...session, amr: [...session.amr], resource, grantedScopes: { ...scopes } } });
  }

  /** Ends a session within the caller's transaction. False when it had ended before. */
  async endSession(tx: SqlExecutor, id: string, reason: string): Promise<boolean> {
    return (await tx.$executeRawUnsafe(END_ONE, id, this.at(), reason)) === 1;
  }

  /**
   * Ends every session of an account within the caller's transaction and invalidates its access tokens. Whatever the number of
   * sessions, it writes the account's row and a note of which rows are to be closed.
   *
   * @throws Error when there is no such account
   */
  async endAllSessions(tx: SqlExecutor, accountId: string, reason: string): Promise<EndedSessions> {
    const lock = `
      SELECT greatest(sessions_valid_from, ${EPOCH_FLOOR}) AS "openedFrom" FROM accounts WHERE id = $1::uuid FOR UPDATE`;
    const [account] = await tx.$queryRawUnsafe<{ openedFrom: number }[]>(lock, accountId);
    if (account === undefined) throw new Error(`there is no account ${accountId}`);
    const { openedFrom } = account;
    const [live] = await tx.$queryRawUnsafe<{ count: number }[]>(COUNT_LIVE, accountId, openedFrom, COUNTED_AT_MOST);
    const tokenEpoch = await bumpTokenEpoch(tx, accountId, { endsSessions: true });
    const endedSessions = live?.count ?? 0;
    if (endedSessions > 0) {
      await tx.$executeRawUnsafe(NOTE_ENDING, accountId, tokenEpoch, openedFrom, reason, this.at());
    }
    return { tokenEpoch, endedSessions };
  }

  /**
   * Ends the oldest sessions of an account beyond the newest `keep`, at most `limit` of them. The caller holds the account's row.
   *
   * @returns the ids of those that ended
   */
  async endOldest(tx: SqlExecutor, accountId: string, reason: string, { keep, limit }: Excess): Promise<string[]> {
    const values = [accountId, this.at(), reason, keep, limit];
    const ended = await tx.$queryRawUnsafe<{ id: string }[]>(END_OLDEST, ...values);
    return ended.map(({ id }) => id);
  }

  private at(): string {
    return new Date(this.clock.now()).toISOString();
  }
}
