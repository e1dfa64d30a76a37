import { Public } from '@hallpass/auth';
import { AUDIENCES, SCOPES_BY_ROLE } from '@hallpass/contracts';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Config, CONFIG } from '../../config.js';

const scopes = new Set(Object.values(SCOPES_BY_ROLE).flatMap((role) => role[AUDIENCES.orderApi]));

@ApiTags('metadata')
@Controller('.well-known')
export class ProtectedResourceController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get('oauth-protected-resource')
  @Public()
  @Header('Cache-Control', 'public, max-age=300')
  @ApiOperation({ summary: 'Where to get a token for this service (RFC 9728)' })
  metadata() {
    const { PUBLIC_URL, ISSUER } = this.config;
    return {
      // RFC 9728 section 3.3: exactly the address that this document belongs to.
      resource: PUBLIC_URL,
      resource_name: 'Hallpass OrderAPI',
      resource_documentation: `${PUBLIC_URL}/docs`,
      authorization_servers: [ISSUER],
      jwks_uri: `${PUBLIC_URL}/.well-known/jwks.json`,
      scopes_supported: [...scopes],
      bearer_methods_supported: ['header'],
      // What to send as `resource` (RFC 8707) to the issuer, and what tokens name in `aud`.
      hallpass_audience: AUDIENCES.orderApi,
    };
  }
}
