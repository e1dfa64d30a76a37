import { Inject, Injectable } from '@nestjs/common';
import { TOKEN_TYPES, type TokenType } from '@hallpass/contracts';
import { KeyRing, type KeyDescription } from '@hallpass/keys';
import { type Config, CONFIG } from '../../config.js';
import { keySetAddress } from '../../key-sets/domain/key-set-address.js';

export interface KeySetView {
  readonly useCase: string;
  readonly typ: string;
  readonly audience: string | null;
  readonly jwksUri: string;
  readonly keys: readonly KeyDescription[];
}

/** Every key set with every key it has or had, the oldest first. */
@Injectable()
export class ListKeySets {
  constructor(
    private readonly keys: KeyRing,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  execute(): KeySetView[] {
    const keys = this.keys.list();
    return (Object.entries(TOKEN_TYPES) as [string, TokenType][]).map(([useCase, { typ, audience }]) => ({
      useCase,
      typ,
      audience: audience ?? null,
      jwksUri: keySetAddress(this.config.ISSUER, useCase),
      keys: keys.filter((key) => key.useCase === useCase),
    }));
  }
}
