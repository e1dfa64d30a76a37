import { join } from 'node:path';
import { startNats, startPostgres } from '@hallpass/embedded';
import { inContainers } from './server-source.ts';

/** The servers that all suites of one jest run share. */
export interface RunServers {
  readonly postgresUrl: string;
  readonly natsUrl: string;
  /** Ends them, and whatever else of the run is left. */
  end(): Promise<void>;
}

/** Of the server's sessions by default: what counts on UTC, or on the zone of its own process, fails. Containers are in UTC. */
const FOREIGN_ZONE = 'America/New_York';

/** @param folder of the run: for the data of its servers, and what names them */
export async function startRunServers(folder: string): Promise<RunServers> {
  return inContainers() ? startContainers(folder) : startProcesses(folder);
}

async function startProcesses(folder: string): Promise<RunServers> {
  const [postgres, nats] = await Promise.all([
    startPostgres({ dataDir: join(folder, 'postgres'), durable: false, timeZone: FOREIGN_ZONE }),
    startNats({ storeDir: join(folder, 'nats') }),
  ]);
  const end = async () => void (await Promise.all([postgres.kill9(), nats.kill9()]));
  return { postgresUrl: postgres.url, natsUrl: nats.url, end };
}

async function startContainers(folder: string): Promise<RunServers> {
  const { startNatsContainer } = await import('./containers/nats.ts');
  const { startPostgresContainer } = await import('./containers/postgres.ts');
  const { removeContainersOf } = await import('./containers/test-run.ts');
  const end = () => removeContainersOf(folder);
  try {
    const [postgres, nats] = await Promise.all([startPostgresContainer(folder), startNatsContainer({ folder })]);
    return { postgresUrl: postgres.url, natsUrl: nats.url, end };
  } catch (error) {
    await end();
    throw error;
  }
}
