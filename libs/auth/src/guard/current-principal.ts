import type { Principal } from '@hallpass/verifier';
import type { ExecutionContext } from '@nestjs/common';
import { carrierOf, isShared } from '../calls/carrier.js';
import { requirementOf } from './requirement.js';

/** In no registry of symbols, and no symbol stands in JSON: what a caller sends can't have this property. */
const PRINCIPAL = Symbol('hallpass:principal');
type Carrier = object & { [PRINCIPAL]?: Principal | undefined };

/** Keeps a principal, or that there is none, on the transport's own object. */
export function keepPrincipal(carrier: object, principal: Principal | undefined): void {
  (carrier as Carrier)[PRINCIPAL] = principal;
}

export function keptPrincipal(carrier: object): Principal | undefined {
  return (carrier as Carrier)[PRINCIPAL];
}

/**
 * Makes a principal the one that `@CurrentPrincipal()` gives. For a guard of your own, on a route that is `@Public()` for the library's.
 *
 * @throws TypeError where the call has no object of its transport that a principal could be kept on
 */
export function setCurrentPrincipal(context: ExecutionContext, principal: Principal): void {
  const carrier = carrierOf(context);
  if (carrier === undefined) throw new TypeError(`A call of type "${context.getType()}" can't have a principal.`);
  keepPrincipal(carrier, principal);
}

/** The principal of the call; of a socket, or of a GraphQL operation, only for those of its handlers that asked for one. */
export function currentPrincipal(context: ExecutionContext): Principal | undefined {
  const carrier = carrierOf(context);
  if (carrier === undefined) return undefined;
  if (isShared(context) && requirementOf(context).access === 'public') return undefined;
  return keptPrincipal(carrier);
}
