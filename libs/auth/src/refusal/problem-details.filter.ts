import { STATUS_CODES } from 'node:http';
import { Catch, HttpException, Inject, Logger, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter, HttpAdapterHost } from '@nestjs/core';
import { throwError } from 'rxjs';
import { GUARD_OPTIONS, type GuardOptions } from '../http/guard-options.js';
import { replyWithProblem } from '../http/send-problem.js';
import { refusalIn } from './auth.exception.js';
import { HttpRefusalFilter } from './http-refusal.filter.js';

/** The body of an answer that is no refusal of this library (RFC 9457 section 3). */
interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  /** What a pipe for validation found. */
  readonly errors?: readonly unknown[];
}

/**
 * Answers every error of an HTTP route with problem details (RFC 9457), on Express and Fastify alike: refusals with their challenge,
 * exceptions of Nest with their text, and anything else, which is logged, as a 500 that tells nothing.
 *
 * @example
 * \@Module({ providers: [{ provide: APP_FILTER, useClass: ProblemDetailsFilter }] })
 */
@Catch()
export class ProblemDetailsFilter extends BaseExceptionFilter {
  private readonly log = new Logger(ProblemDetailsFilter.name);
  private readonly refusals: HttpRefusalFilter;

  constructor(
    private readonly adapters: HttpAdapterHost,
    @Inject(GUARD_OPTIONS) options: GuardOptions,
  ) {
    super();
    this.refusals = new HttpRefusalFilter(adapters, options.resourceMetadataUrl);
  }

  /** What is no HTTP request is left to its transport. */
  override catch(thrown: unknown, host: ArgumentsHost): unknown {
    const refusal = refusalIn(thrown);
    if (refusal !== undefined) return this.refusals.catch(refusal, host);
    if (host.getType() === 'rpc') return throwError(() => thrown);
    if (host.getType() !== 'http') return thrown;
    const problem = this.problemOf(thrown);
    if (!(thrown instanceof HttpException) && problem.status >= 500) this.log.error(thrown);
    const response = host.switchToHttp().getResponse<object>();
    replyWithProblem(this.adapters.httpAdapter, response, problem, problem.status);
    return undefined;
  }

  private problemOf(thrown: unknown): ProblemDetails {
    if (thrown instanceof HttpException) return ofException(thrown);
    // What the frameworks themselves refuse, such as a body that is too large.
    if (this.isHttpError(thrown))
      return problem(thrown.statusCode, thrown.statusCode < 500 ? thrown.message : undefined);
    return problem(500);
  }
}

function ofException(exception: HttpException): ProblemDetails {
  const status = exception.getStatus();
  const body = exception.getResponse();
  if (isProblem(body)) return { ...body, status };
  const { message } = typeof body === 'string' ? { message: body } : (body as { message?: unknown });
  if (Array.isArray(message)) return { ...problem(status, 'The request is not valid.'), errors: message };
  return problem(status, typeof message === 'string' ? message : undefined);
}

function problem(status: number, detail?: string): ProblemDetails {
  const title = STATUS_CODES[status] ?? 'Error';
  return { type: 'about:blank', title, status, ...(detail === undefined || detail === title ? {} : { detail }) };
}

function isProblem(body: string | object): body is ProblemDetails {
  const { type, title } = body as Partial<ProblemDetails>;
  return typeof type === 'string' && typeof title === 'string';
}
