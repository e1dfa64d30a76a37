import type { CloseReason, LiveConnections, Principal } from '@hallpass/verifier';

/** What sockets of `ws` and of Socket.IO have. */
interface Socket {
  once(event: string, listener: () => void): unknown;
  close?(code: number, reason: string): void;
  readonly readyState?: number;
  disconnect?(close: boolean): unknown;
  readonly disconnected?: boolean;
}

/** RFC 6455 section 7.4.1: the endpoint ends the connection because of its policy. */
const POLICY_VIOLATION = 1008;
const CLOSING = 2;
const watched = new WeakSet<object>();

/** Registers a socket as a live connection, once: its credentials are those that it began with. */
export function watchSocket(client: object, principal: Principal, live: LiveConnections): void {
  const socket = client as Socket;
  if (watched.has(socket) || isClosed(socket)) return;
  watched.add(socket);
  const unregister = live.register(principal, (reason) => end(socket, reason));
  socket.once(socket.disconnect === undefined ? 'close' : 'disconnect', unregister);
}

function isClosed({ readyState = 0, disconnected = false }: Socket): boolean {
  return disconnected || readyState >= CLOSING;
}

function end(socket: Socket, reason: CloseReason): void {
  if (socket.disconnect === undefined) socket.close?.(POLICY_VIOLATION, reason);
  else socket.disconnect(true);
}
