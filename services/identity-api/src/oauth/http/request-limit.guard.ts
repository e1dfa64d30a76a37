import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { OAuthRequests } from '../../attempts/oauth-requests.js';
import { originOf } from '../../audit/origin.js';

/** Counts a request for its endpoint, whatever is in it. */
@Injectable()
export class RequestLimitGuard implements CanActivate {
  constructor(private readonly requests: OAuthRequests) {}

  canActivate(context: ExecutionContext): boolean {
    this.requests.count(context.getHandler().name, originOf(context.switchToHttp().getRequest<FastifyRequest>()));
    return true;
  }
}
