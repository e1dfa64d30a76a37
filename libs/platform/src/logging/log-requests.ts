import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { clientAddress } from '../http/client-address.js';
import { keptRefusal } from '../problems/refused-requests.js';

const UNINTERESTING = /^\/(health|metrics)\b/;

/** A line for each request that was answered, with the reason where its token was refused. The query is left out: it may hold a token. */
export function logRequests(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const [path = ''] = request.url.split('?');
    const { statusCode: status } = reply;
    const level = status >= 500 ? 'warn' : UNINTERESTING.test(path) ? 'trace' : 'info';
    logger[level](
      {
        method: request.method,
        path,
        status,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        remote: clientAddress(request.ip),
        ...keptRefusal(request),
      },
      'request',
    );
    done();
  });
}
