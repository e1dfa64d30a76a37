import { AuthError } from '@hallpass/verifier';
import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { of, throwError, type Observable } from 'rxjs';
import { isGrpc } from '../calls/call-credentials.js';
import { grpcStreamOf, isStreamCall } from '../calls/carrier.js';
import { GRPC_STATUS } from '../calls/grpc-status.js';
import { sendProblem, type Reply } from '../http/send-problem.js';
import { AuthException } from './auth.exception.js';
import { refusalOf } from './refusal.js';

interface Client {
  readonly readyState?: number;
  send(data: string): void;
  emit(event: string, data: unknown): unknown;
}

/**
 * Answers a refusal by the transport's own error. Nest knows `RpcException` and `WsException` by their class, of packages that
 * this one does not need: anything else it would log with its stack, and answer "Internal server error".
 */
@Catch(AuthException, AuthError)
export class RefusalFilter implements ExceptionFilter<AuthException | AuthError> {
  catch(thrown: AuthException | AuthError, host: ArgumentsHost): Observable<unknown> | undefined {
    const error = thrown instanceof AuthException ? thrown.error : thrown;
    switch (host.getType()) {
      case 'rpc':
        return answerMessage(error, host);
      case 'ws':
        tell(host.switchToWs().getClient<Client>(), refusalOf(error));
        return undefined;
      case 'http':
        // A handler of messages that is a route as well; its guard has set the headers.
        sendProblem(host.switchToHttp().getResponse<Reply>(), error.problem, error.status);
        return undefined;
    }
  }
}

function answerMessage(error: AuthError, host: ArgumentsHost): Observable<unknown> {
  if (isStreamCall(host)) return answerStreamCall(error, host);
  const context = host.switchToRpc().getContext<object | undefined>();
  return throwError(() => (context !== undefined && isGrpc(context) ? grpcError(error) : refusalOf(error)));
}

/** Nest leaves such a call to its handler, errors too: one that came back to Nest would be a rejection that nobody handles. */
function answerStreamCall(error: AuthError, host: ArgumentsHost): Observable<unknown> {
  const answer = host.getArgByIndex<((error: object) => void) | undefined>(1);
  if (answer === undefined) grpcStreamOf(host)?.emit('error', grpcError(error));
  else answer(grpcError(error));
  return of(undefined);
}

function grpcError(error: AuthError): object {
  return { code: GRPC_STATUS[error.status], details: `${error.code}: ${error.message}` };
}

/** As Nest tells an exception: an event `exception`; a socket of `ws` has a state, and an `emit` that goes nowhere. */
function tell(client: Client, data: object): void {
  if (typeof client.readyState === 'number') client.send(JSON.stringify({ event: 'exception', data }));
  else client.emit('exception', data);
}
