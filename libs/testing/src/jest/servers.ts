import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';

/** Servers for tests that run, in a process of their own. */
export interface Servers {
  /** Ends them, and resolves when they are gone. */
  end(): Promise<void>;
}

/**
 * Starts the PostgreSQL and the NATS of a test run, and tells their addresses to every process that is started from now on, by
 * the environment. They end with this process at the latest.
 */
export async function startServers(): Promise<Servers> {
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
  return {
    end: async () => {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}

/** Makes the servers of this test run containers, which the run removes itself: it needs no other container for that. */
export function useContainers(): void {
  process.env['HALLPASS_TEST_SERVERS'] = 'containers';
  process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true';
}

/** Whether a run of several projects has started them for all. */
export const serversAreThere = (): boolean => process.env['HALLPASS_TEST_FOLDER'] !== undefined;
