import { randomUUID } from 'node:crypto';
import { problemOf, PROBLEM_TYPE, toBytes } from '../problems/problem.js';
import { malformedRequest, uriTooLong } from '../problems/platform.problems.js';
import type { ServiceConfig } from '../config/service-config.js';
import { answerUnreadable } from './answer-unreadable.js';
import type { FastifyReply, FastifyServerOptions } from 'fastify';

/** The most a request may have of headers, in bytes. */
const HEADER_LIMIT = 16 * 1024;
const REQUEST_ID = /^[\w.:-]{8,128}$/;

/** Bounds on what a request may be, and problem details for those that never reach a route. */
export function fastifyOptions(
  config: Pick<ServiceConfig, 'BODY_LIMIT_BYTES' | 'TRUST_PROXY'>,
): FastifyServerOptions & { http: object } {
  return {
    bodyLimit: config.BODY_LIMIT_BYTES,
    trustProxy: trusted(config.TRUST_PROXY),
    requestTimeout: 30_000,
    http: { maxHeaderSize: HEADER_LIMIT, headersTimeout: 15_000 },
    // Who is connected while the service stops is still served: the listener is closed.
    return503OnClosing: false,
    requestIdHeader: false,
    genReqId: ({ headers }) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error, _request, reply) => {
      const { status, document } = problemOf(error.statusCode === 414 ? uriTooLong() : malformedRequest());
      void (reply as FastifyReply).status(status).type(PROBLEM_TYPE).send(toBytes(document));
    },
  };
}

/** A number of proxies is the number of hops, counted from this service, whose word is taken. */
function trusted(proxies: ServiceConfig['TRUST_PROXY']) {
  return typeof proxies === 'number' ? (_address: string, hop: number) => hop < proxies : proxies;
}
