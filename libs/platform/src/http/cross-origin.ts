import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const NOBODY: FastifyCorsOptions = { origin: false };

/** What anybody may read is readable for the pages of anybody. */
const PUBLIC_DOCUMENT: FastifyCorsOptions = {
  origin: '*',
  methods: ['GET', 'HEAD'],
  allowedHeaders: ['If-None-Match'],
  exposedHeaders: ['ETag', 'Retry-After'],
  maxAge: 86_400,
};

/** Tokens come in a header that a page has to set itself, never in a cookie: there are no credentials that a browser adds. */
const API: FastifyCorsOptions = {
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: [
    'Authorization',
    'Content-Type',
    'Idempotency-Key',
    'If-None-Match',
    'Last-Event-ID',
    'X-Request-Id',
    'traceparent',
    'tracestate',
  ],
  exposedHeaders: [
    'WWW-Authenticate',
    'Retry-After',
    'ETag',
    'Location',
    'Idempotency-Replayed',
    'Hallpass-Propagation',
    'X-Request-Id',
  ],
  credentials: false,
  maxAge: 600,
};

const INSIDE = /^\/(docs|health|metrics)\b/;

/**
 * Lets pages of other origins call a service (the CORS protocol of https://fetch.spec.whatwg.org): those of the listed origins its
 * API, those of any origin what is under `/.well-known`. A preflight is answered before anything else looks at the request.
 *
 * @param origins compared exactly
 */
export function allowCrossOrigin(fastify: FastifyInstance, origins: readonly string[]): void {
  const api = origins.length === 0 ? NOBODY : { ...API, origin: [...origins] };
  const optionsFor = (request: FastifyRequest): FastifyCorsOptions => {
    if (request.method === 'OPTIONS' && !isPreflight(request)) return NOBODY;
    if (request.url.startsWith('/.well-known/')) return PUBLIC_DOCUMENT;
    return INSIDE.test(request.url) ? NOBODY : api;
  };
  void fastify.register(cors, {
    delegator: (request, done) => done(null, optionsFor(request)),
  });
}

const isPreflight = ({ headers }: FastifyRequest): boolean =>
  headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
