import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { ProblemError } from '@hallpass/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, tap } from 'rxjs';
import { type Config, CONFIG } from '../../config.js';
import { invalidClient } from '../domain/oauth.problems.js';

/** The method by which clients authenticate here, as the metadata calls it; a body is no scheme that a registry has a name for. */
const SCHEME = 'private_key_jwt';
const BASIC = /^basic\b/i;

/**
 * Every 401 has a challenge (RFC 9110 section 11.6.1). A client that sent a password in the header, which is taken from nobody,
 * is challenged by the scheme that it used (RFC 6749 section 5.2).
 */
@Injectable()
export class ClientChallenge implements NestInterceptor {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'ISSUER'>) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const { authorization = '' } = http.getRequest<FastifyRequest>().headers;
    const reply = http.getResponse<FastifyReply>();
    if (BASIC.test(authorization)) {
      const refusal = invalidClient({ detail: 'Clients authenticate by private_key_jwt, and by no password.' });
      this.challenge(reply, 'Basic', refusal);
      throw refusal;
    }
    return next.handle().pipe(
      tap({
        error: (error) => {
          if (error instanceof ProblemError && error.status === 401) this.challenge(reply, SCHEME, error);
        },
      }),
    );
  }

  private challenge(reply: FastifyReply, scheme: string, { code, message }: ProblemError): void {
    const parameters = { realm: this.config.ISSUER, error: code, error_description: message };
    const written = Object.entries(parameters).map(([name, value]) => `${name}="${quotable(value)}"`);
    void reply.header('WWW-Authenticate', `${scheme} ${written.join(', ')}`);
  }
}

/** As in an error description (RFC 6749 section 5.2): no quote, no backslash, nothing outside printable ASCII. */
const quotable = (text: string): string => text.replaceAll(/["\\]/g, "'").replaceAll(/[^\x20-\x7e]/g, '?');
