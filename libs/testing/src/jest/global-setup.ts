import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { inContainers } from '../servers/server-source.ts';

/** Of the tests' processes: neither UTC nor the zone of their PostgreSQL (`run-servers.ts`). In containers, everything is in UTC. */
const PROCESS_ZONE = 'Asia/Tokyo';

/** Starts the PostgreSQL and the NATS that all suites of this jest run share. Their addresses travel in the environment. */
export default async function globalSetup(): Promise<void> {
  process.env['TZ'] = inContainers() ? 'UTC' : PROCESS_ZONE;
  // From the sources, or from what was built of them.
  const extension = extname(import.meta.filename);
  const script = join(import.meta.dirname, `servers-process${extension}`);
  const conditions = extension === '.ts' ? ['--conditions=@hallpass/source'] : [];
  const child = spawn(process.execPath, [...conditions, script], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const exit = once(child, 'exit').then(() => {
    throw new Error('The servers for the tests did not start: see the message above.');
  });
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), exit])) as [string];
  exit.catch(() => undefined);
  const { folder, postgresUrl, natsUrl } = JSON.parse(line) as Record<'folder' | 'postgresUrl' | 'natsUrl', string>;
  process.env['HALLPASS_TEST_FOLDER'] = folder;
  process.env['HALLPASS_TEST_POSTGRES_URL'] = postgresUrl;
  process.env['HALLPASS_TEST_NATS_URL'] = natsUrl;
  // Setup and teardown run in the same process, and share nothing but its globals.
  Object.assign(globalThis, { hallpassTestServers: child });
}
