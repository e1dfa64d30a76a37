import { Public } from '@hallpass/auth';
import { KeyRing } from '@hallpass/keys';
import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

@ApiTags('metadata')
@Controller('.well-known')
export class JwksController {
  constructor(private readonly keyRing: KeyRing) {}

  @Get('jwks.json')
  @Public()
  @ApiOperation({ summary: 'The public keys of this service: they verify its client assertions, never access tokens' })
  async jwks(@Headers('if-none-match') known: string | undefined, @Res({ passthrough: true }) reply: FastifyReply) {
    const { jwks, etag, maxAgeSeconds } = await this.keyRing.publish();
    void reply.header('Cache-Control', `public, max-age=${maxAgeSeconds}`).header('ETag', etag);
    if (!known?.includes(etag)) return jwks;
    void reply.status(304);
    return undefined;
  }
}
