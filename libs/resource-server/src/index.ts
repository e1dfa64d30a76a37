export {
  resourceServerConfig,
  verificationConfig,
  type ResourceServerConfig,
} from './config/resource-server-config.js';
export { ResourceServerModule, type ResourceServerOptions } from './resource-server.module.js';
