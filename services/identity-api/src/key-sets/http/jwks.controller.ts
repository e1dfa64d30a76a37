import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '@hallpass/auth';
import { ApiPublicDocument, sendDocument } from '@hallpass/platform';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { PublishKeySet } from '../use-cases/publish-key-set.js';

const useCaseFile = z
  .string()
  .regex(/^[\w-]+\.json$/)
  .meta({ example: 'order-api.json' });
const MEDIA_TYPE = 'application/jwk-set+json';

/** The key sets, for whoever verifies tokens of this issuer. */
@Controller('.well-known')
@ApiTags('well-known')
@Public()
export class JwksController {
  constructor(private readonly publishKeySet: PublishKeySet) {}

  /** For verifiers that know no other: the keys of access tokens. */
  @Get('jwks.json')
  @ApiPublicDocument('The keys of all access tokens, for verifiers that know no other set (RFC 7517)', MEDIA_TYPE)
  async accessTokens(@Res({ passthrough: true }) reply: FastifyReply) {
    const { jwks, ...rest } = await this.publishKeySet.execute();
    return sendDocument(reply, { body: jwks, ...rest });
  }

  /** The one a verifier should use: only the keys that sign tokens for it. */
  @Get('jwks/:file')
  @ApiPublicDocument('The keys of one use case: the set that a verifier should use (RFC 7517)', MEDIA_TYPE)
  @ApiResponse({ status: 404, description: '`key_set_not_found`: No such key set' })
  async one(@Param('file', { schema: useCaseFile }) file: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const { jwks, ...rest } = await this.publishKeySet.execute(file.slice(0, -'.json'.length));
    return sendDocument(reply, { body: jwks, ...rest });
  }
}
