import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '@hallpass/auth';
import { ApiPublicDocument, jsonDocument, type PublicDocument, sendDocument } from '@hallpass/platform';
import type { FastifyReply } from 'fastify';
import { type Config, CONFIG } from '../../config.js';
import { Resources } from '../../tokens/domain/resource.js';
import { metadataOf, openIdMetadataOf } from '../domain/metadata.js';

const MAX_AGE_SECONDS = 300;

/** What anybody may know of this issuer. */
@Controller('.well-known')
@ApiTags('well-known')
@Public()
export class MetadataController {
  private readonly oauth: PublicDocument;
  private readonly openId: PublicDocument;

  constructor(@Inject(CONFIG) { ISSUER }: Config, resources: Resources) {
    const issuer = { issuer: ISSUER, protectedResources: Object.values(resources.urls) };
    this.oauth = jsonDocument(metadataOf(issuer), MAX_AGE_SECONDS);
    this.openId = jsonDocument(openIdMetadataOf(issuer), MAX_AGE_SECONDS);
  }

  @Get('oauth-authorization-server')
  @ApiPublicDocument('The endpoints and keys of this issuer (RFC 8414)')
  metadata(@Res({ passthrough: true }) reply: FastifyReply) {
    return sendDocument(reply, this.oauth);
  }

  @Get('openid-configuration')
  @ApiPublicDocument('The same, where OpenID Connect Discovery looks for it')
  openIdMetadata(@Res({ passthrough: true }) reply: FastifyReply) {
    return sendDocument(reply, this.openId);
  }
}
