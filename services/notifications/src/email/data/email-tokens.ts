import { KeySealer } from '@hallpass/keys';
import { Injectable } from '@nestjs/common';

/** Tokens in e-mail that has not been sent yet: whoever reads the table, or a copy of it, can't use them. */
@Injectable()
export class EmailTokens {
  constructor(private readonly sealer: KeySealer) {}

  async seal(emailId: string, token: string | null): Promise<string | null> {
    return token === null ? null : this.sealer.seal(token, sealingContext(emailId));
  }

  async open(emailId: string, sealed: string | null): Promise<string | null> {
    return sealed === null ? null : new TextDecoder().decode(await this.sealer.open(sealed, sealingContext(emailId)));
  }
}

/** Binds a sealed token to its row. */
export const sealingContext = (emailId: string): string => `token of e-mail ${emailId}`;
