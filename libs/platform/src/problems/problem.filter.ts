import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PinoLogger } from 'nestjs-pino';
import { toOAuthError } from './oauth-error.js';
import { PROBLEM_TYPE, toBytes, type Problem } from './problem.js';
import { keepRefusal, refusalDetails, type RefusalDetails } from './refused-requests.js';
import { toProblem } from './to-problem.js';

/**
 * The one renderer of errors: problem details (RFC 9457), at `/oauth/*` as RFC 6749 section 5.2 says.
 * Headers that the reply has already, such as `WWW-Authenticate`, stay.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: PinoLogger) {
    logger.setContext(ProblemFilter.name);
  }

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const problem = toProblem(thrown);
    const refusal = refusalDetails(thrown);
    if (refusal !== undefined) keepRefusal(http.getRequest<FastifyRequest>(), refusal);
    this.log(thrown, problem, refusal);
    // An answer that has begun, such as a stream, can only be broken off.
    if (reply.sent || reply.raw.headersSent) reply.raw.destroy();
    else send(reply, http.getRequest<FastifyRequest>().url, problem);
  }

  private log(thrown: unknown, { status, document: { code } }: Problem, refusal: RefusalDetails | undefined): void {
    if (status >= 500) this.logger.error({ err: thrown, code, ...refusal }, 'failed');
    else this.logger.debug({ err: thrown, code, ...refusal }, 'refused');
  }
}

function send(reply: FastifyReply, url: string, problem: Problem): void {
  const isOAuth = url.startsWith('/oauth/');
  void reply
    .status(problem.status)
    .headers(problem.headers)
    .type(isOAuth ? 'application/json' : PROBLEM_TYPE)
    .send(toBytes(isOAuth ? toOAuthError(problem) : problem.document));
}
