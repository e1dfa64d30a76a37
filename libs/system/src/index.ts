export { brokerUsers, OPERATING_USERS } from './broker-users.ts';
export { issuerOf } from './issuer.ts';
export { keySetVariables, serviceClients, type ServiceClient } from './key-sets.ts';
export { perService, perServiceKey } from './per-service.ts';
export { resourceUrls } from './resource-urls.ts';
export type { ServiceDeclaration, StreamName } from './service-declaration.ts';
export { findService, serviceOf, SERVICE_NAMES, SERVICES, type ServiceKey, type ServiceName } from './services.ts';
