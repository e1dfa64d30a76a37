import { Module } from '@nestjs/common';
import { AttemptsModule } from '../attempts/attempts.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { SeenAssertions } from './data/seen-assertions.js';
import { OAuthController } from './http/oauth.controller.js';
import { WellKnownController } from './http/well-known.controller.js';
import { TokensModule } from './tokens.module.js';
import { AuthenticateClient } from './use-cases/authenticate-client.js';
import { ExchangeGrant } from './use-cases/exchange-grant.js';
import { GrantClientCredentials } from './use-cases/grant-client-credentials.js';
import { IntrospectToken } from './use-cases/introspect-token.js';
import { PublishKeySet } from './use-cases/publish-key-set.js';
import { RevokeToken } from './use-cases/revoke-token.js';

/** What clients and verifiers ask of the issuer over HTTP. */
@Module({
  imports: [AttemptsModule, SessionsModule, TokensModule],
  controllers: [OAuthController, WellKnownController],
  providers: [
    AuthenticateClient,
    ExchangeGrant,
    GrantClientCredentials,
    IntrospectToken,
    PublishKeySet,
    RevokeToken,
    SeenAssertions,
  ],
})
export class OAuthModule {}
