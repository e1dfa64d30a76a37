import type { CloseReason, LiveConnections, Principal } from '@hallpass/verifier';
import type { GrpcStream } from './carrier.js';
import { UNAUTHENTICATED } from './grpc-status.js';

/** Of a stream that its end, its last answer or its client's leaving is the end of. */
const ENDS = ['close', 'finish', 'cancelled'] as const;

/** Registers a call of gRPC that is a stream as a live connection, for as long as it is open. */
export function watchStream(call: GrpcStream, principal: Principal, live: LiveConnections): void {
  const unregister = live.register(principal, (reason) => end(call, reason));
  for (const event of ENDS) call.once(event, unregister);
}

/** By the status, and then as if the client had left, so that what is subscribed to for it is let go of. */
function end(call: GrpcStream, reason: CloseReason): void {
  call.emit('error', Object.assign(new Error(reason), { code: UNAUTHENTICATED, details: reason }));
  call.emit('cancelled');
}
