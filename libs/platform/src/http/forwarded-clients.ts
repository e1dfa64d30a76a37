import type { FastifyInstance } from 'fastify';
import type { ServiceConfig } from '../config/service-config.js';
import { forwardedAddresses } from './client-address.js';

/**
 * Leaves nothing but addresses in `X-Forwarded-For`, so that `request.ip` is one: Fastify takes an element as it is written, and some
 * proxies write `203.0.113.8:40000` or `unknown`.
 */
export function readForwardedClients(
  fastify: FastifyInstance,
  { TRUST_PROXY }: Pick<ServiceConfig, 'TRUST_PROXY'>,
): void {
  if (TRUST_PROXY === false) return;
  fastify.addHook('onRequest', ({ raw: { headers } }, _reply, done) => {
    const forwarded = headers['x-forwarded-for'];
    if (forwarded !== undefined) headers['x-forwarded-for'] = forwardedAddresses(String(forwarded)).join(', ');
    done();
  });
}
