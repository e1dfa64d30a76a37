import type { SqlExecutor } from '@hallpass/ports';
import type { Limiter } from './limiter.js';

/** Mail that anybody can have sent to any address. */
export type UnaskedMail = 'registration' | 'password-reset';

/** Limits the mail of one kind that a mailbox gets, whoever has it sent. */
export class RecipientMails {
  constructor(private readonly limiter: Limiter) {}

  /**
   * Counts one mail in the caller's transaction, for an address that is known and for one that is not. False when the address has
   * had its share: the request is answered as ever, without the mail.
   *
   * @param email normalised
   */
  async mayReceive(tx: SqlExecutor, mail: UnaskedMail, email: string): Promise<boolean> {
    return (await this.limiter.take([{ key: [mail, email], allowance: 1 }], tx)) === 0;
  }
}
