import { Module } from '@nestjs/common';
import { ActionTokens } from './action-tokens.js';
import { MintAccessToken } from './use-cases/mint-access-token.js';
import { ReadAccessToken } from './use-cases/read-access-token.js';

/** Making and reading this issuer's own tokens. */
@Module({
  providers: [ActionTokens, MintAccessToken, ReadAccessToken],
  exports: [ActionTokens, MintAccessToken, ReadAccessToken],
})
export class TokensModule {}
