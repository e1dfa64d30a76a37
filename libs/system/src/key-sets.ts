import type { Resource } from '@hallpass/contracts';
import type { ServiceDeclaration } from './service-declaration.ts';

/** A client of the issuer, as its variable `SERVICE_CLIENTS` lists them. */
export interface ServiceClient {
  readonly client_id: string;
  readonly jwks_uri: string;
  /** The audience of the tokens that it may ask about. */
  readonly serves: readonly Resource[];
}

/**
 * Every service but the issuer, as a client of the issuer.
 *
 * @param urlOf where the issuer reaches a service
 */
export function serviceClients<T extends ServiceDeclaration>(
  services: readonly T[],
  urlOf: (service: T) => string,
): ServiceClient[] {
  return services
    .filter(({ isIssuer }) => !isIssuer)
    .map((service) => ({
      client_id: service.name,
      jwks_uri: keySetUri(urlOf(service)),
      serves: [service.audience],
    }));
}

/**
 * The variables of a service that name key sets of others.
 *
 * @param urlOf where the service reaches another
 */
export function keySetVariables<T extends ServiceDeclaration>(
  { keySets }: ServiceDeclaration,
  services: readonly T[],
  urlOf: (service: T) => string,
): Record<string, string> {
  const uris = new Map(services.map((service) => [service.name, keySetUri(urlOf(service))]));
  return Object.fromEntries(Object.entries(keySets).map(([variable, name]) => [variable, uris.get(name) ?? '']));
}

/** Where a service publishes its key set. */
const keySetUri = (serviceUrl: string): string => `${serviceUrl}/.well-known/jwks.json`;
