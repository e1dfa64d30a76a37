import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { invalidRequest } from '@hallpass/platform';
import type { FastifyRequest } from 'fastify';

const FORM = /^application\/x-www-form-urlencoded(\s*;|$)/i;

/** RFC 6749 section 3.2, RFC 7009 section 2.1, RFC 7662 section 2.1: parameters come as a form and in no other way. */
@Injectable()
export class FormGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (FORM.test(request.headers['content-type'] ?? '')) return true;
    throw invalidRequest({ detail: 'Send the parameters as application/x-www-form-urlencoded.' });
  }
}
