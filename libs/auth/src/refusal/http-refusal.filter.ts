import { AuthError } from '@hallpass/verifier';
import { Catch, type ArgumentsHost } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import type { Observable } from 'rxjs';
import { setRefusalHeaders } from '../http/challenge.js';
import { replyWithProblem } from '../http/send-problem.js';
import { AuthException } from './auth.exception.js';
import { RefusalFilter } from './refusal.filter.js';

/**
 * Answers what a route's handler throws as the guard's refusals are answered: its problem, with its challenge. Any filter of
 * the application that catches it too is asked first.
 */
@Catch(AuthException, AuthError)
export class HttpRefusalFilter extends RefusalFilter {
  constructor(
    private readonly adapters: HttpAdapterHost,
    private readonly resourceMetadataUrl: string | undefined,
  ) {
    super();
  }

  override catch(thrown: AuthException | AuthError, host: ArgumentsHost): Observable<unknown> | undefined {
    if (host.getType() !== 'http') return super.catch(thrown, host);
    const error = thrown instanceof AuthException ? thrown.error : thrown;
    const adapter = this.adapters.httpAdapter;
    const response = host.switchToHttp().getResponse<object>();
    if (!adapter.isHeadersSent(response)) {
      const header = (name: string, value: string) => adapter.setHeader(response, name, value);
      setRefusalHeaders({ header }, error, this.resourceMetadataUrl);
    }
    replyWithProblem(adapter, response, error.problem, error.status);
    return undefined;
  }
}
