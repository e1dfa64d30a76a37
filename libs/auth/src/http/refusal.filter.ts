import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';
import { AuthError } from '../errors.js';
import { isGrpc } from './call-credentials.js';
import { refusalOf } from './refusal.js';

/** gRPC's status codes. */
const GRPC_STATUS: Record<number, number> = { 400: 3, 401: 16, 403: 7, 503: 14 };

interface Client {
  readonly readyState?: number;
  send(data: string): void;
  emit(event: string, data: unknown): unknown;
}
interface Reply {
  status(status: number): Reply;
  send(body: unknown): unknown;
}

/**
 * Answers a refusal by the transport's own error. Nest knows `RpcException` and `WsException` by their class, of packages that
 * this one does not need: anything else it would log with its stack, and answer "Internal server error".
 */
@Catch(AuthError)
export class RefusalFilter implements ExceptionFilter<AuthError> {
  catch(error: AuthError, host: ArgumentsHost): Observable<never> | undefined {
    switch (host.getType()) {
      case 'rpc':
        return throwError(() => ofMessage(error, host.switchToRpc().getContext<object | undefined>()));
      case 'ws':
        tell(host.switchToWs().getClient<Client>(), refusalOf(error));
        return undefined;
      case 'http':
        // A handler of messages that is a route as well; its guard has set the headers.
        host.switchToHttp().getResponse<Reply>().status(error.getStatus()).send(error.getResponse());
        return undefined;
    }
  }
}

function ofMessage(error: AuthError, context: object | undefined): object {
  if (context === undefined || !isGrpc(context)) return refusalOf(error);
  return { code: GRPC_STATUS[error.getStatus()], details: `${error.code}: ${error.message}` };
}

/** As Nest tells an exception: an event `exception`; a socket of `ws` has a state, and an `emit` that goes nowhere. */
function tell(client: Client, data: object): void {
  if (typeof client.readyState === 'number') client.send(JSON.stringify({ event: 'exception', data }));
  else client.emit('exception', data);
}
