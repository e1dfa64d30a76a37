import { Module } from '@nestjs/common';
import { ActionTokens } from './action-tokens.js';
import { AUDIENCES } from '@hallpass/contracts';
import { type Config, CONFIG } from '../config.js';
import { Resources } from './domain/resource.js';
import { MintAccessToken } from './use-cases/mint-access-token.js';
import { ReadAccessToken } from './use-cases/read-access-token.js';

/** Making and reading this issuer's own tokens. */
@Module({
  providers: [
    ActionTokens,
    MintAccessToken,
    ReadAccessToken,
    {
      provide: Resources,
      inject: [CONFIG],
      useFactory: ({ PUBLIC_URL, RESOURCE_URLS }: Config) =>
        new Resources({ [AUDIENCES.identityApi]: PUBLIC_URL, ...RESOURCE_URLS }),
    },
  ],
  exports: [ActionTokens, MintAccessToken, ReadAccessToken, Resources],
})
export class TokensModule {}
