import { clientAddress } from '@hallpass/platform';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Where a request came from, for the audit trail and for the limits on attempts. */
export interface Origin {
  /** The client's IP address in its canonical form; behind a proxy only what a trusted one says (`TRUST_PROXY`). */
  readonly ip?: string;
  readonly userAgent?: string;
}

const USER_AGENT_LENGTH = 256;

/** Reads the {@link Origin} of a request; an over-long user agent is cut to 256 characters, control characters become spaces. */
export function originOf(request: Pick<FastifyRequest, 'ip' | 'headers'>): Origin {
  const userAgent = request.headers['user-agent']?.slice(0, USER_AGENT_LENGTH).replaceAll(/\p{Cc}/gu, ' ');
  const ip = clientAddress(request.ip);
  return { ...(ip === undefined ? {} : { ip }), ...(userAgent === undefined ? {} : { userAgent }) };
}

/** Hands the {@link Origin} of the request to a controller method. */
export const RequestOrigin = createParamDecorator((_: unknown, context: ExecutionContext) =>
  originOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
