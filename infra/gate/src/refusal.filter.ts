import { AuthException } from '@hallpass/auth';
import { PROBLEM_TYPE } from '@hallpass/platform';
import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/**
 * Refuses what is known to be no good, as the service would (RFC 6750, RFC 9457). What can't be judged now, because the broker or
 * the issuer is away, is let pass: the service behind judges it by its own policy, which may be to ask or to refuse.
 */
@Catch(AuthException)
export class RefusalFilter implements ExceptionFilter<AuthException> {
  catch(error: AuthException, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const status = error.getStatus();
    if (status >= 500) {
      reply.removeHeader('Retry-After');
      void reply.status(204).header('Hallpass-Gate', 'undecided').send();
      return;
    }
    void reply
      .status(status)
      .header('Cache-Control', 'no-store')
      .type(PROBLEM_TYPE)
      .send(JSON.stringify(error.getResponse()));
  }
}
