import type { FastifyInstance } from 'fastify';
import { malformedRequest, unsupportedMediaType } from '../problems/platform.problems.js';

/** Reads JSON everywhere, forms at `/oauth/*` alone (RFC 6749 section 3.2), and nothing else. */
export function installBodyParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // Clients that send a content type with every request send it with no body too.
    if (body.length === 0) done(null, undefined);
    else void parseJson(request, body as string, done);
  });
  fastify.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (request, body, done) => {
    if (!request.url.startsWith('/oauth/')) done(unsupportedMediaType());
    else parseForm(body as string, done);
  });
}

type Form = Record<string, string | string[]>;

/** Parameters that may be there several times: `resource` (RFC 8707 section 2). Each route says what it makes of that. */
const REPEATABLE = new Set(['resource']);

/** RFC 6749 section 3.1: a parameter must not be there twice, and one without a value counts as left out. */
function parseForm(body: string, done: (error: Error | null, form?: Form) => void): void {
  const values = Map.groupBy(
    [...new URLSearchParams(body)].filter(([, value]) => value !== ''),
    ([name]) => name,
  );
  const repeated = [...values].find(([name, given]) => given.length > 1 && !REPEATABLE.has(name));
  if (repeated !== undefined) return done(malformedRequest({ detail: 'Send each parameter once.' }));
  const form = [...values].map(([name, given]) => [
    name,
    given.length > 1 ? given.map(([, value]) => value) : given[0]?.[1],
  ]);
  done(null, Object.fromEntries(form) as Form);
}
