import { Module } from '@nestjs/common';
import { CLOCK, type Clock } from '@hallpass/ports';
import { type Config, CONFIG } from '../config.js';
import { Database } from '../database/database.js';
import { AccountRequests } from './account-requests.js';
import { Guesses } from './guesses.js';
import { Limiter } from './limiter.js';
import { OAuthRequests } from './oauth-requests.js';
import { TokenBuckets } from './token-buckets.js';

@Module({
  providers: [
    {
      provide: Guesses,
      inject: [Database, CONFIG],
      useFactory: (database: Database, config: Config) =>
        new Guesses(
          new Limiter(database, {
            name: 'guess-account',
            attempts: config.LOGIN_ATTEMPTS_PER_ACCOUNT,
            windowSeconds: config.LOGIN_ATTEMPTS_PER_ACCOUNT_WINDOW_SECONDS,
          }),
          new Limiter(database, {
            name: 'guess-client',
            attempts: config.LOGIN_ATTEMPTS_PER_ADDRESS,
            windowSeconds: config.LOGIN_ATTEMPTS_PER_ADDRESS_WINDOW_SECONDS,
          }),
        ),
    },
    {
      provide: AccountRequests,
      inject: [Database, CONFIG],
      useFactory: (database: Database, config: Config) =>
        new AccountRequests(
          new Limiter(database, {
            name: 'account-request',
            attempts: config.ACCOUNT_REQUESTS_PER_ADDRESS,
            windowSeconds: config.ACCOUNT_REQUESTS_PER_ADDRESS_WINDOW_SECONDS,
          }),
        ),
    },
    {
      provide: OAuthRequests,
      inject: [CLOCK, CONFIG],
      useFactory: (clock: Clock, { OAUTH_REQUESTS_PER_MINUTE: perMinute }: Config) =>
        new OAuthRequests(new TokenBuckets({ perMinute, clock })),
    },
  ],
  exports: [Guesses, AccountRequests, OAuthRequests],
})
export class AttemptsModule {}
