import { Public } from '@hallpass/auth';
import { ApiPublicDocument, type PublicDocument, sendDocument } from '@hallpass/platform';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

/** The injection token of the document with the service's metadata. */
export const METADATA = Symbol('ProtectedResourceMetadata');

@ApiTags('metadata')
@Controller('.well-known')
export class ProtectedResourceController {
  constructor(@Inject(METADATA) private readonly document: PublicDocument) {}

  @Get('oauth-protected-resource')
  @Public()
  @ApiPublicDocument('Where to get a token for this service (RFC 9728 section 2)')
  metadata(@Res({ passthrough: true }) reply: FastifyReply) {
    return sendDocument(reply, this.document);
  }
}
