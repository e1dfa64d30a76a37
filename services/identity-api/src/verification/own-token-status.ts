import { TokenStatusUnavailableError, type TokenStatus } from '@hallpass/verifier';
import { decodeJwt } from 'jose';
import { Database } from '../database/database.js';
import { stillHolds } from '../tokens/data/token-truth.js';

/** Whether a token that has been verified is still true, by this issuer's own database. */
export class OwnTokenStatus implements TokenStatus {
  constructor(private readonly database: Database) {}

  async isActive(token: string): Promise<boolean> {
    const { sub, sid, epoch } = decodeJwt(token);
    try {
      return await stillHolds(this.database, { sub, sid, epoch });
    } catch (cause) {
      throw new TokenStatusUnavailableError('the database can not be asked', { cause });
    }
  }
}
