/**
 * The services of the system, in the order they are shown. `key` names a service's address and port among those of the system; the
 * identifier of a service is its folder, its client at the issuer, and its database with underscores.
 */
export const SERVICE_LIST = [
  { name: 'identity-api', title: 'IdentityAPI', key: 'identity', port: 3001 },
  { name: 'order-api', title: 'OrderAPI', key: 'orders', port: 3002 },
  { name: 'notifications', title: 'Notifications', key: 'notifications', port: 3003 },
] as const;

type Service = (typeof SERVICE_LIST)[number];
export type ServiceName = Service['name'];
export type ServiceKey = Service['key'];

export const SERVICES: readonly ServiceName[] = SERVICE_LIST.map(({ name }) => name);

/** Something of each service, by its name. */
export function perService<T>(make: (service: ServiceName) => T): Record<ServiceName, T> {
  return Object.fromEntries(SERVICES.map((name) => [name, make(name)])) as Record<ServiceName, T>;
}

/** Something of each service, by its key. */
export function perServiceKey<T>(make: (service: Service) => T): Record<ServiceKey, T> {
  return Object.fromEntries(SERVICE_LIST.map((service) => [service.key, make(service)])) as Record<ServiceKey, T>;
}

const KEYS = perService((wanted) => SERVICE_LIST.find(({ name }) => name === wanted)?.key) as Record<
  ServiceName,
  ServiceKey
>;
export const serviceKey = (service: ServiceName): ServiceKey => KEYS[service];
