import type { FastifyInstance } from 'fastify';

/** Once the server closes, the answers that are still owed end their connection: idle, it would keep the server waiting. */
export function closeConnectionsAtTheEnd(fastify: FastifyInstance): void {
  let closing = false;
  fastify.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done(null, payload);
  });
}
