import { refusalIn, setRefusalHeaders } from '@hallpass/auth';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Observable, tap } from 'rxjs';

/** The challenge (RFC 6750 section 3.1) for a scope that a use case asks for; for the scopes of a route the guard sets it. */
export class ScopeChallenge implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      tap({
        error: (error) => {
          const refusal = refusalIn(error);
          if (refusal !== undefined) setRefusalHeaders(reply, refusal, undefined);
        },
      }),
    );
  }
}
