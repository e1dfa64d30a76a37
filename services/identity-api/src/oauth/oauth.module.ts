import { Module } from '@nestjs/common';
import { AttemptsModule } from '../attempts/attempts.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { SeenAssertions } from './data/seen-assertions.js';
import { MetadataController } from './http/metadata.controller.js';
import { OAuthController } from './http/oauth.controller.js';
import { AuthenticateClient } from './use-cases/authenticate-client.js';
import { ExchangeGrant } from './use-cases/exchange-grant.js';
import { GrantClientCredentials } from './use-cases/grant-client-credentials.js';
import { IdentifyClient } from './use-cases/identify-client.js';
import { IntrospectToken } from './use-cases/introspect-token.js';
import { RevokeToken } from './use-cases/revoke-token.js';

/** OAuth over HTTP: the endpoints for clients, and the metadata that names them. */
@Module({
  imports: [AttemptsModule, SessionsModule, TokensModule],
  controllers: [OAuthController, MetadataController],
  providers: [
    AuthenticateClient,
    ExchangeGrant,
    GrantClientCredentials,
    IdentifyClient,
    IntrospectToken,
    RevokeToken,
    SeenAssertions,
  ],
})
export class OAuthModule {}
