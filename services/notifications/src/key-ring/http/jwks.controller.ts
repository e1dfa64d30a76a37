import { Public } from '@hallpass/auth';
import { KeyRing, type PublishedKeySet } from '@hallpass/keys';
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
  async jwks(
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PublishedKeySet['jwks'] | undefined> {
    const { jwks, etag, maxAgeSeconds } = await this.keys.publish();
    void reply
      .header('content-type', 'application/jwk-set+json')
      .header('cache-control', `public, max-age=${maxAgeSeconds}`)
      .header('etag', etag);
    if (known !== etag) return jwks;
    void reply.status(304);
    return undefined;
  }
}
