import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';

/** Client assertions that have been used: in the database, because every replica must know. */
@Injectable()
export class SeenAssertions {
  constructor(private readonly database: Database) {}

  /**
   * Notes an assertion. False when it was noted before, at whichever replica.
   *
   * @param until when it may be forgotten, because it has expired
   */
  async note(clientId: string, jti: string, until: Date): Promise<boolean> {
    const inserted = await this.database.$executeRawUnsafe(
      `INSERT INTO single_use_tokens (jti, purpose, owner, expires_at, consumed_at)
       VALUES ($1, 'client-assertion', $2, $3::timestamptz, now()) ON CONFLICT DO NOTHING`,
      jti,
      clientId,
      until.toISOString(),
    );
    return inserted === 1;
  }
}
