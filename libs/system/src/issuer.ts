import type { ServiceDeclaration } from './service-declaration.ts';

/** @throws Error unless exactly one of the services is the issuer */
export function issuerOf<T extends ServiceDeclaration>(services: readonly T[]): T {
  const [issuer, ...others] = services.filter(({ isIssuer }) => isIssuer);
  if (issuer === undefined || others.length > 0) throw new Error('Exactly one service of a system has isIssuer.');
  return issuer;
}
