import { Public } from '@hallpass/auth';
import { KeyRing } from '@hallpass/keys';
import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

@ApiTags('keys')
@Controller('.well-known')
export class JwksController {
  constructor(private readonly keys: KeyRing) {}

  @Get('jwks.json')
  @Public()
  @ApiOperation({ summary: "This service's public keys (RFC 7517)" })
  jwks(
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): ReturnType<KeyRing['jwks']> | undefined {
    const etag = this.keys.etag();
    void reply
      .header('content-type', 'application/jwk-set+json')
      .header('cache-control', `public, max-age=${this.keys.maxAgeSeconds}`)
      .header('etag', etag);
    if (known !== etag) return this.keys.jwks();
    void reply.status(304);
    return undefined;
  }
}
