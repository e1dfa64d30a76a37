import { ProblemError, type ProblemOccurrence } from '@hallpass/contracts';
import { AuthError } from '@hallpass/verifier';
import { HttpException } from '@nestjs/common';
import { isDatabaseUnavailable } from './database-unavailable.js';
import {
  bodyTooLarge,
  internalError,
  malformedJson,
  malformedRequest,
  requestRefused,
  requestTimeout,
  routeNotFound,
  serviceUnavailable,
  unsupportedMediaType,
  uriTooLong,
} from './platform.problems.js';
import { problemOf, type Problem, type ProblemDocument } from './problem.js';

type MakeProblem = (occurrence?: ProblemOccurrence) => ProblemError;

/** What Fastify refuses before a route is reached, by its error code. */
const BY_PARSER_CODE: Readonly<Record<string, MakeProblem>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: malformedJson,
  FST_ERR_CTP_EMPTY_JSON_BODY: malformedJson,
  FST_ERR_CTP_BODY_TOO_LARGE: bodyTooLarge,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: unsupportedMediaType,
};

const BY_STATUS: Readonly<Record<number, MakeProblem>> = {
  400: malformedRequest,
  404: routeNotFound,
  408: requestTimeout,
  413: bodyTooLarge,
  414: uriTooLong,
  415: unsupportedMediaType,
  503: unavailable,
};

const RETRY_AFTER_SECONDS = '2';

/** The one answer to whatever was thrown. Of what nobody foresaw it tells nothing. */
export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof ProblemError) return problemOf(thrown);
  if (thrown instanceof AuthError) return { status: thrown.status, headers: {}, document: { ...thrown.problem } };
  if (isDatabaseUnavailable(thrown)) return problemOf(unavailable());
  if (!(thrown instanceof HttpException)) return problemOf(internalError());
  const status = thrown.getStatus();
  const body: unknown = thrown.getResponse();
  if (isDocument(body)) return { status, headers: {}, document: { ...body, status } };
  const { code } = (thrown.cause ?? {}) as { code?: unknown };
  const make = (typeof code === 'string' ? BY_PARSER_CODE[code] : undefined) ?? BY_STATUS[status];
  if (make !== undefined) return problemOf(make());
  if (status >= 500) return problemOf(internalError());
  const { document, headers } = problemOf(requestRefused());
  return { status, headers, document: { ...document, status } };
}

function unavailable(): ProblemError {
  return serviceUnavailable({ headers: { 'Retry-After': RETRY_AFTER_SECONDS } });
}

/** An exception of a library of ours that knows no problem details of this one's, such as those of `@hallpass/auth`. */
function isDocument(body: unknown): body is ProblemDocument {
  const { code, title, detail } = (body ?? {}) as Partial<ProblemDocument>;
  return [code, title, detail].every((member) => typeof member === 'string');
}
