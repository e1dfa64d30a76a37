import type { ServiceDeclaration } from './service-declaration.ts';
import { identityApi } from './services/identity-api.ts';
import { notifications } from './services/notifications.ts';
import { orderApi } from './services/order-api.ts';

const DECLARED = [identityApi, orderApi, notifications] as const;

export type ServiceName = (typeof DECLARED)[number]['name'];
export type ServiceKey = (typeof DECLARED)[number]['key'];

/** A service of this system. */
export interface Service extends ServiceDeclaration {
  readonly name: ServiceName;
  readonly key: ServiceKey;
}

/** Every service, in the order in which they are shown. */
export const SERVICES: readonly Service[] = DECLARED;
export const SERVICE_NAMES: readonly ServiceName[] = DECLARED.map(({ name }) => name);

const BY_NAME = new Map<string, Service>(SERVICES.map((service) => [service.name, service]));

/** The declaration of a service; undefined for a name that the system does not have. */
export function findService(name: string): Service | undefined {
  return BY_NAME.get(name);
}

/** The declaration of a service that the system has. */
export function serviceOf(name: ServiceName): Service {
  return BY_NAME.get(name) as Service;
}
