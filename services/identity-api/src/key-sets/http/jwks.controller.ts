import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '@hallpass/auth';
import type { PublishedKeySet } from '@hallpass/keys';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { PublishKeySet } from '../use-cases/publish-key-set.js';

const useCaseFile = z.string().regex(/^[\w-]+\.json$/);
const JWKS = { status: 200, description: 'A JWK Set (RFC 7517 section 5), with an ETag' };

/** The key sets, for whoever verifies tokens of this issuer. */
@Controller('.well-known')
@ApiTags('well-known')
@Public()
export class JwksController {
  constructor(private readonly publishKeySet: PublishKeySet) {}

  @Get('jwks.json')
  @ApiResponse(JWKS)
  async all(@Headers('if-none-match') known: string | undefined, @Res({ passthrough: true }) reply: FastifyReply) {
    return answer(await this.publishKeySet.execute(), known, reply);
  }

  /** The one a verifier should use: only the keys that sign tokens for it. */
  @Get('jwks/:file')
  @ApiResponse(JWKS)
  async one(
    @Param('file', { schema: useCaseFile }) file: string,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answer(await this.publishKeySet.execute(file.slice(0, -'.json'.length)), known, reply);
  }
}

function answer({ jwks, etag, maxAgeSeconds }: PublishedKeySet, known: string | undefined, reply: FastifyReply) {
  reply.header('cache-control', `public, max-age=${maxAgeSeconds}`).header('etag', etag);
  if (matches(known, etag)) {
    reply.status(304);
    return undefined;
  }
  reply.type('application/jwk-set+json');
  return jwks;
}

/** RFC 9110 section 13.1.2: compared weakly. */
function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  const known = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return known.includes(etag) || known.includes('*');
}
