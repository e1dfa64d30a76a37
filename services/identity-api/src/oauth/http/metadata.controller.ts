import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '@hallpass/auth';
import type { FastifyReply } from 'fastify';
import { type Config, CONFIG } from '../../config.js';
import { metadataOf, openIdMetadataOf } from '../domain/metadata.js';

/** Five minutes. */
const CACHEABLE = 'public, max-age=300';

/** What anybody may know of this issuer. */
@Controller('.well-known')
@ApiTags('well-known')
@Public()
export class MetadataController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get('oauth-authorization-server')
  @ApiResponse({ status: 200, description: 'Authorization server metadata (RFC 8414)' })
  metadata(@Res({ passthrough: true }) reply: FastifyReply) {
    reply.header('cache-control', CACHEABLE);
    return metadataOf(this.config.ISSUER);
  }

  @Get('openid-configuration')
  @ApiResponse({ status: 200, description: 'The same, where OpenID Connect Discovery looks for it' })
  openIdMetadata(@Res({ passthrough: true }) reply: FastifyReply) {
    reply.header('cache-control', CACHEABLE);
    return openIdMetadataOf(this.config.ISSUER);
  }
}
