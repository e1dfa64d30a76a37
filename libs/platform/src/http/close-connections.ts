import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Milliseconds that a request which is on its way has to arrive, once the server closes. */
const ARRIVAL_GRACE_MS = 2_000;
/** Turns of the event loop after which the listener closes though there is still somebody to accept. */
const MAX_TURNS = 2_000;

/**
 * Lets no connection keep the server from closing but those that are owed an answer. One that was answered, and stays, is
 * closed at once. One whose first request, or the rest of it, is on its way has two seconds: a proxy that has just
 * connected can't tell whether its request was read, and so must not repeat it. An answer that is owed ends its connection.
 */
export function closeConnectionsAtTheEnd(fastify: FastifyInstance): void {
  const connections = new OpenConnections(fastify.server);
  let closing = false;
  let held: (() => void)[] | undefined;
  fastify.addHook('onRequest', (_request, _reply, done) => {
    if (held === undefined) done();
    else held.push(done);
  });
  fastify.addHook('preClose', (done) => {
    closing = true;
    connections.closeIdle();
    // Whoever the kernel has connected, and the listener has not accepted yet, would be reset when it closes. Requests are handled
    // only after that: meanwhile, nobody else may come.
    held = [];
    connections.acceptAll(() => {
      done();
      setImmediate(() => {
        const released = held ?? [];
        held = undefined;
        for (const release of released) release();
      });
    });
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done(null, payload);
  });
}

/** Node's `closeIdleConnections()` passes over those that haven't brought a whole request yet. */
class OpenConnections {
  private readonly sockets = new Set<Socket>();
  /** Those that have brought no request yet. */
  private readonly unheard = new Set<Socket>();
  private readonly owed = new Map<ServerResponse, IncomingMessage>();
  private closing = false;
  private accepted = 0;

  constructor(server: Server) {
    server.on('connection', (socket) => this.open(socket));
    server.on('request', (request, response) => this.owe(request, response));
  }

  closeIdle(): void {
    this.closing = true;
    const owed = new Set(Array.from(this.owed.values(), ({ socket }) => socket));
    for (const socket of this.sockets) if (!owed.has(socket) && !this.unheard.has(socket)) socket.destroy();
    setTimeout(() => this.closeIncomplete(), ARRIVAL_GRACE_MS).unref();
  }

  /** Calls back after a turn of the event loop in which nobody waited to be accepted: libuv accepts one connection a turn. */
  acceptAll(then: () => void, known = -1, turns = MAX_TURNS): void {
    setImmediate(() => {
      if (this.accepted === known || turns === 0) then();
      else this.acceptAll(then, this.accepted, turns - 1);
    });
  }

  private open(socket: Socket): void {
    this.accepted++;
    this.sockets.add(socket);
    this.unheard.add(socket);
    socket.once('close', () => {
      this.sockets.delete(socket);
      this.unheard.delete(socket);
    });
  }

  private owe(request: IncomingMessage, response: ServerResponse): void {
    this.unheard.delete(request.socket);
    this.owed.set(response, request);
    response.once('close', () => {
      this.owed.delete(response);
      // Not every answer was sent by Fastify, and so told its client that the connection ends.
      if (this.closing && !this.isOwed(request.socket)) request.socket.destroySoon();
    });
  }

  private closeIncomplete(): void {
    for (const socket of this.unheard) socket.destroy();
    for (const { complete, socket } of this.owed.values()) if (!complete) socket.destroy();
  }

  private isOwed(socket: Socket): boolean {
    return [...this.owed.values()].some((request) => request.socket === socket);
  }
}
