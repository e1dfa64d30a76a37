import { SERVICES, type Service, type ServiceKey, type ServiceName } from './services.ts';

/** A value for each service, by its name. */
export function perService<T>(make: (name: ServiceName) => T): Record<ServiceName, T> {
  return Object.fromEntries(SERVICES.map(({ name }) => [name, make(name)])) as Record<ServiceName, T>;
}

/** A value for each service, by its key. */
export function perServiceKey<T>(make: (service: Service) => T): Record<ServiceKey, T> {
  return Object.fromEntries(SERVICES.map((service) => [service.key, make(service)])) as Record<ServiceKey, T>;
}
