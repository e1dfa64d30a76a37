export { addressTable, readyLine } from './address-table.ts';
export { defaultStateDir, statePaths } from './paths.ts';
export { FIXED_PORTS, PortTakenError } from './ports.ts';
export { AlreadyRunningError, claim, runningSystem } from './run-record.ts';
export type { Progress } from './progress.ts';
export type { ServiceProcess } from './service-process.ts';
export { SERVICES, serviceUrl, type ServiceName } from './services.ts';
export { startSystem, type System, type SystemOptions } from './system.ts';
export type { SystemUrls } from './urls.ts';
