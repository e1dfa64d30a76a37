import { type Activity, continueTrace, runActivity } from '@hallpass/ports';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Makes every request an activity, in the trace that its `traceparent` names, and answers with `X-Request-Id`. */
export function traceRequests(fastify: FastifyInstance): void {
  const activities = new WeakMap<FastifyRequest, Activity>();
  fastify.addHook('onRequest', (request, reply, done) => {
    const { traceparent } = request.headers;
    const trace = continueTrace(typeof traceparent === 'string' ? traceparent : undefined);
    const activity = { ...trace, requestId: request.id };
    activities.set(request, activity);
    void reply.header('x-request-id', request.id);
    runActivity(activity, done);
  });
  // Reading the body goes on in the context of the socket, not of the request.
  fastify.addHook('preValidation', (request, _reply, done) => {
    const activity = activities.get(request);
    if (activity === undefined) done();
    else runActivity(activity, done);
  });
}
