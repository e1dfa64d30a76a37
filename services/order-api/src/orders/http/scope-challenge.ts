import { refusalIn, setRefusalHeaders } from '@hallpass/auth';
import { metadataUrl } from '@hallpass/resource-server';
import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Observable, tap } from 'rxjs';
import { type Config, CONFIG } from '../../config.js';

/** The challenge (RFC 6750 section 3.1) for a scope that a use case asks for; for the scopes of a route the guard sets it. */
@Injectable()
export class ScopeChallenge implements NestInterceptor {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'PUBLIC_URL'>) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      tap({
        error: (error) => {
          const refusal = refusalIn(error);
          if (refusal !== undefined) setRefusalHeaders(reply, refusal, metadataUrl(this.config.PUBLIC_URL));
        },
      }),
    );
  }
}
