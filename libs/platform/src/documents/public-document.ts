import { createHash } from 'node:crypto';
import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { matchesIfNoneMatch } from './if-none-match.js';

/** What anybody may read, and keep for a while: a key set, the metadata of an issuer or of a resource. */
export interface PublicDocument {
  readonly body: object;
  readonly mediaType: string;
  /** As it is sent, in quotes: it changes with the body. */
  readonly etag: string;
  readonly maxAgeSeconds: number;
}

/** A JSON document, with an entity tag that is the same wherever its content is. */
export function jsonDocument(body: object, maxAgeSeconds: number): PublicDocument {
  const digest = createHash('sha256').update(JSON.stringify(body)).digest('base64url');
  return { body, mediaType: 'application/json', etag: `"${digest}"`, maxAgeSeconds };
}

/**
 * Answers a GET with a document, or with 304 when the client has it already (RFC 9110 section 13). `If-None-Match` is the only
 * condition: a document has no time of modification, and nobody changes it over HTTP.
 *
 * @param reply a passthrough one
 * @returns what the handler returns
 * @example
 * return sendDocument(reply, jsonDocument({ issuer }, 300));
 */
export function sendDocument(reply: FastifyReply, { body, mediaType, etag, maxAgeSeconds }: PublicDocument) {
  void reply.header('cache-control', `public, max-age=${maxAgeSeconds}`).header('etag', etag);
  if (matchesIfNoneMatch(reply.request.headers['if-none-match'], etag)) {
    void reply.status(304);
    return undefined;
  }
  void reply.type(mediaType);
  return body;
}

/** Describes a route that answers by {@link sendDocument}. */
export function ApiPublicDocument(description: string, mediaType = 'application/json') {
  const content = { [mediaType]: { schema: { type: 'object' } } };
  return applyDecorators(
    ApiOperation({ summary: description }),
    ApiHeader({ name: 'If-None-Match', required: false, description: 'Entity tags of what the client has' }),
    ApiResponse({ status: 200, description, content }),
    ApiResponse({ status: 304, description: 'The client has it already' }),
  );
}
