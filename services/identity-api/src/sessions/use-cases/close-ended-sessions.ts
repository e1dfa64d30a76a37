import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { ANY_ENDING, CLOSE_SLICE, NEXT_ENDING, REMOVE_ENDING } from '../data/session-sql.js';

interface Ending {
  readonly accountId: string;
  readonly validFrom: number;
}

/**
 * Closes the rows of sessions that ended with all the others of their account. They are refused already; this is bookkeeping.
 * What is left to do is in the database: another round, or another replica, goes on where one stopped.
 */
@Injectable()
export class CloseEndedSessions {
  constructor(private readonly database: Database) {}

  /**
   * Closes one slice, in a transaction of its own; where there is nothing to close, that costs one statement.
   *
   * @param size the most rows that are closed
   * @returns how many were, and 1 more when that was all of an account's; 0 when nothing is left that nobody holds
   */
  async execute(size = 1000): Promise<number> {
    const notes = await this.database.$queryRawUnsafe<unknown[]>(ANY_ENDING);
    if (notes.length === 0) return 0;
    return this.database.$transaction(async (tx) => {
      const [ending] = await tx.$queryRawUnsafe<Ending[]>(NEXT_ENDING);
      if (ending === undefined) return 0;
      const { accountId, validFrom } = ending;
      const closed = await tx.$executeRawUnsafe(CLOSE_SLICE, accountId, validFrom, size);
      if (closed === size) return closed;
      return closed + (await tx.$executeRawUnsafe(REMOVE_ENDING, accountId, validFrom));
    });
  }
}
