import { inContainers } from '../servers/server-source.ts';
import { serversAreThere, startServers } from './servers.ts';

/** Of the tests' processes: neither UTC nor the zone of their PostgreSQL (`run-servers.ts`). In containers, everything is in UTC. */
const PROCESS_ZONE = 'Asia/Tokyo';

/** The PostgreSQL and the NATS that all suites of this jest run share: those of the whole test run, or its own. */
export default async function globalSetup(): Promise<void> {
  process.env['TZ'] = inContainers() ? 'UTC' : PROCESS_ZONE;
  if (serversAreThere()) return;
  // Setup and teardown run in the same process, and share nothing but its globals.
  Object.assign(globalThis, { hallpassTestServers: await startServers() });
}
