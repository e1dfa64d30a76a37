import type { HttpServer } from '@nestjs/common';

/** RFC 9457 section 3. */
const PROBLEM_TYPE = 'application/problem+json';

/** What Express' response and Fastify's reply have in common. */
export interface Reply {
  status(status: number): Reply;
  header(name: string, value: string): Reply;
  send(body: Buffer): unknown;
}

/** Answers with a problem. As bytes: to text both frameworks add a `charset`, which the media type doesn't have. */
export function sendProblem(reply: Reply, document: object, status: number): void {
  reply.status(status).header('Content-Type', PROBLEM_TYPE).send(bytesOf(document));
}

/** The same, for whatever an adapter calls a response: in middleware, Fastify's is that of Node. An answer that has begun is ended. */
export function replyWithProblem(adapter: HttpServer, response: object, document: object, status: number): void {
  if (adapter.isHeadersSent(response)) adapter.end(response);
  else if ('send' in response) sendProblem(response as Reply, document, status);
  else {
    adapter.setHeader?.(response, 'Content-Type', PROBLEM_TYPE);
    adapter.reply(response, bytesOf(document), status);
  }
}

function bytesOf(document: object): Buffer {
  return Buffer.from(JSON.stringify(document));
}
