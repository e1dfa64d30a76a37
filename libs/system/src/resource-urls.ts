import type { ServiceDeclaration } from './service-declaration.ts';

/**
 * The URL of each service by the audience of its tokens, as the variable `RESOURCE_URLS` lists them.
 *
 * @param urlOf where clients reach a service
 */
export function resourceUrls<T extends ServiceDeclaration>(
  services: readonly T[],
  urlOf: (service: T) => string,
): Record<string, string> {
  return Object.fromEntries(services.map((service) => [service.audience, urlOf(service)]));
}
