export {
  resourceServerConfig,
  verificationConfig,
  type ResourceServerConfig,
} from './config/resource-server-config.js';
export { resourceUrls } from './config/resource-urls.js';
export { metadataUrl } from './metadata/metadata-url.js';
export { ProtectedResourceModule } from './metadata/protected-resource.module.js';
export { ResourceServerModule, type ResourceServerOptions } from './resource-server.module.js';
