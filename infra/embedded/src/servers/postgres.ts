import { resolve } from 'node:path';
import pg from 'pg';
import { onPort } from './free-port.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { ensureCluster } from './postgres-cluster.ts';
import { endLeftover } from './postgres-leftover.ts';
import { postgresUser } from './postgres-user.ts';
import { ServerProcess, ServerStartError } from './server-process.ts';

export interface PostgresOptions {
  /** Where the cluster lives; made when it isn't there, reused when it is. */
  dataDir: string;
  /** A free one by default. The loopback interface only. */
  port?: number;
  /** Of the sessions that name none of their own; UTC by default. */
  timeZone?: string;
  /** False gives up what survives a crash of the machine (fsync) for speed: tests. */
  durable: boolean;
}

export interface PostgresServer {
  /** The database `postgres`, as the superuser. */
  readonly url: string;
  readonly port: number;
  /** Of the process that runs now: another one after {@link restart}. */
  readonly pid: number;
  stop(): Promise<void>;
  kill9(): Promise<void>;
  /** Starts it again on the same port with the same data; stops it first when it runs. */
  restart(): Promise<void>;
}

const FAST_AND_FORGETFUL = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/** Starts a PostgreSQL and waits until it answers. Also after it was killed, and as root. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const user = await postgresUser();
  const { dataDir, password } = await ensureCluster(resolve(options.dataDir), options.durable, user);
  const { postgres } = postgresBinaries();
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=300',
    // Also over what initdb took from the machine.
    `timezone=${options.timeZone ?? 'UTC'}`,
    'log_timezone=UTC',
    ...(options.durable ? [] : FAST_AND_FORGETFUL),
  ];
  const start = async (port: number): Promise<PostgresServer> => {
    const url = `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
    const program = await user.command([dataDir, postgres], postgres, [
      '-D',
      dataDir,
      '-p',
      String(port),
      ...settings.flatMap((setting) => ['-c', setting]),
    ]);
    const run = async () => {
      await endLeftover(dataDir);
      return startOnceOrphansAreGone(() =>
        ServerProcess.start({ name: 'PostgreSQL', ...program, stopSignal: 'SIGINT', probe: () => answers(url) }),
      );
    };
    let server = await run();
    return {
      url,
      port,
      get pid() {
        return server.pid;
      },
      stop: () => server.stop(),
      kill9: () => server.kill9(),
      restart: async () => {
        await server.stop();
        server = await run();
      },
    };
  };
  return onPort(options.port, start);
}

/** The children of a killed server take a moment to notice; until then they hold its shared memory. */
async function startOnceOrphansAreGone(start: () => Promise<ServerProcess>): Promise<ServerProcess> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start();
    } catch (error) {
      if (attempt === 20 || !(error instanceof ServerStartError) || !/shared memory block/.test(error.message))
        throw error;
    }
  }
}

async function answers(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end();
  }
}
