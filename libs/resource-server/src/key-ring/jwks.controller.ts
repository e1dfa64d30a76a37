import { Public } from '@hallpass/auth';
import { KeyRing } from '@hallpass/keys';
import { ApiPublicDocument, sendDocument } from '@hallpass/platform';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

@ApiTags('metadata')
@Controller('.well-known')
export class JwksController {
  constructor(private readonly keyRing: KeyRing) {}

  @Get('jwks.json')
  @Public()
  @ApiPublicDocument(
    'The public keys of this service (RFC 7517): none of them verifies access tokens',
    'application/jwk-set+json',
  )
  async jwks(@Res({ passthrough: true }) reply: FastifyReply) {
    const { jwks, ...rest } = await this.keyRing.publish();
    return sendDocument(reply, { body: jwks, ...rest });
  }
}
