import { Public } from '@hallpass/auth';
import { KeyRing } from '@hallpass/keys';
import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

const MAX_AGE_SECONDS = 300;

@ApiTags('metadata')
@Controller('.well-known')
export class JwksController {
  constructor(private readonly keyRing: KeyRing) {}

  @Get('jwks.json')
  @Public()
  @ApiOperation({ summary: 'The public keys of this service: they verify its client assertions, never access tokens' })
  jwks(@Headers('if-none-match') known: string | undefined, @Res({ passthrough: true }) reply: FastifyReply) {
    const etag = this.keyRing.etag();
    void reply.header('Cache-Control', `public, max-age=${MAX_AGE_SECONDS}`).header('ETag', etag);
    if (known !== etag) return this.keyRing.jwks();
    void reply.status(304);
    return undefined;
  }
}
