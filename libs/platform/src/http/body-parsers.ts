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

/** RFC 6749 section 3.1: a parameter must not be there twice, and one without a value counts as left out. */
function parseForm(body: string, done: (error: Error | null, form?: Record<string, string>) => void): void {
  const parameters = [...new URLSearchParams(body)].filter(([, value]) => value !== '');
  const form = Object.fromEntries(parameters);
  if (Object.keys(form).length === parameters.length) done(null, form);
  else done(malformedRequest({ detail: 'Send each parameter once.' }));
}
