import { AuthError } from '@hallpass/verifier';
import { Catch, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter, type HttpAdapterHost } from '@nestjs/core';
import type { Observable } from 'rxjs';
import { setRefusalHeaders } from '../http/challenge.js';
import { AuthException } from './auth.exception.js';
import { RefusalFilter } from './refusal.filter.js';

/**
 * Answers what a route's handler throws as the guard's refusals are answered: Nest renders it, with its challenge. Any filter of
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
    const exception = thrown instanceof AuthException ? thrown : new AuthException(thrown);
    const adapter = this.adapters.httpAdapter;
    const response = host.switchToHttp().getResponse<object>();
    if (!adapter.isHeadersSent(response)) {
      const header = (name: string, value: string) => adapter.setHeader(response, name, value);
      setRefusalHeaders({ header }, exception.error, this.resourceMetadataUrl);
    }
    new BaseExceptionFilter(adapter).catch(exception, host);
    return undefined;
  }
}
