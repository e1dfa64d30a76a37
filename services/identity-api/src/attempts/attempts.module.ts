import { TokenBuckets } from '@hallpass/platform';
import { CLOCK, type Clock } from '@hallpass/ports';
import { Module } from '@nestjs/common';
import { type Config, CONFIG } from '../config.js';
import { Database } from '../database/database.js';
import { AccountRequests } from './account-requests.js';
import { GuessCounts } from './guess-counts.js';
import { Guesses } from './guesses.js';
import { KnownNetworks } from './known-networks.js';
import { Limiter } from './limiter.js';
import { OAuthRequests } from './oauth-requests.js';
import { RecipientMails } from './recipient-mails.js';

const HOUR_SECONDS = 60 * 60;
/** The most networks that are counted at the endpoints for clients: two or three of each client. */
const OAUTH_NETWORKS = 30_000;

@Module({
  providers: [
    {
      provide: Guesses,
      inject: [Database, CLOCK, CONFIG],
      useFactory: (database: Database, clock: Clock, config: Config) =>
        new Guesses(
          new GuessCounts(database, clock, {
            free: config.LOGIN_ATTEMPTS_PER_ACCOUNT,
            longestWaitSeconds: config.LOGIN_LONGEST_WAIT_SECONDS,
            forgottenAfterSeconds: config.LOGIN_ATTEMPTS_PER_ACCOUNT_WINDOW_SECONDS,
          }),
          new Limiter(database, clock, {
            name: 'guess-client',
            attempts: config.LOGIN_ATTEMPTS_PER_ADDRESS,
            windowSeconds: config.LOGIN_ATTEMPTS_PER_ADDRESS_WINDOW_SECONDS,
          }),
          new KnownNetworks(database, clock),
        ),
    },
    {
      provide: AccountRequests,
      inject: [Database, CLOCK, CONFIG],
      useFactory: (database: Database, clock: Clock, config: Config) =>
        new AccountRequests(
          new Limiter(database, clock, {
            name: 'account-request',
            attempts: config.ACCOUNT_REQUESTS_PER_ADDRESS,
            windowSeconds: config.ACCOUNT_REQUESTS_PER_ADDRESS_WINDOW_SECONDS,
          }),
        ),
    },
    {
      provide: RecipientMails,
      inject: [Database, CLOCK, CONFIG],
      useFactory: (database: Database, clock: Clock, { MAILS_PER_RECIPIENT_PER_HOUR: attempts }: Config) =>
        new RecipientMails(
          new Limiter(database, clock, { name: 'mail', attempts, windowSeconds: HOUR_SECONDS, since: 'last' }),
        ),
    },
    {
      provide: OAuthRequests,
      inject: [CLOCK, CONFIG],
      useFactory: (clock: Clock, { OAUTH_REQUESTS_PER_MINUTE: perMinute }: Config) =>
        new OAuthRequests(new TokenBuckets({ perMinute, clock, maxKeys: OAUTH_NETWORKS })),
    },
  ],
  exports: [Guesses, AccountRequests, RecipientMails, OAuthRequests],
})
export class AttemptsModule {}
