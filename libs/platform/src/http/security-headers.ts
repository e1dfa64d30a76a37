import type { FastifyInstance } from 'fastify';

const NOTHING = "default-src 'none'; frame-ancestors 'none'";
/** The page of the documentation: its own scripts and styles, no one else's. */
const DOCUMENTATION =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

/**
 * Headers of every answer. A route that may be cached, such as a key set, says so with a `Cache-Control` of its own.
 *
 * @param isHttps whether clients reach the service by https, and shall go on to (RFC 6797)
 */
export function addSecurityHeaders(fastify: FastifyInstance, isHttps: boolean): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    void reply.headers({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'content-security-policy': /^\/docs\b/.test(request.url) ? DOCUMENTATION : NOTHING,
      ...(isHttps && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
    });
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done(null, payload);
  });
}
