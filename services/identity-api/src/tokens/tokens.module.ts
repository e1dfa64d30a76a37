import { Global, Module } from '@nestjs/common';
import { ActionTokens } from './action-tokens.js';

@Global()
@Module({ providers: [ActionTokens], exports: [ActionTokens] })
export class TokensModule {}
