import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { perService, serviceOf, SERVICE_NAMES, SERVICES, type ServiceName } from '@hallpass/system';
import { startMaildev } from '../servers/maildev.ts';
import { startNats, type NatsServer } from '../servers/nats.ts';
import { startPostgres, type PostgresServer } from '../servers/postgres.ts';
import { buildServices } from './build.ts';
import { databaseUrl, ensureDatabases } from './databases.ts';
import { statePaths, type StatePaths } from './paths.ts';
import { assertPortsFree, FIXED_PORTS, freePorts, unusedPorts, type Ports } from './ports.ts';
import { claim, type Claim } from './run-record.ts';
import { step, type Progress } from './progress.ts';
import { ensureKeyEncryptionKeys, ensureSecrets, type Secrets } from './secrets.ts';
import { ServiceProcess } from './service-process.ts';
import { serviceEnvironment, serviceFolder, serviceUrl, type Detours, type Surroundings } from './services.ts';
import { Teardown } from './teardown.ts';
import { httpUrls, type SystemUrls } from './urls.ts';

export interface SystemOptions {
  /** Where state, logs and secrets live. Made when it isn't there. */
  stateDir: string;
  /** `fixed`: the documented ports, an error when one is taken; `free`: any, for tests beside a running system. */
  ports: 'fixed' | 'free' | Ports;
  /** False gives up what survives a crash of the machine for speed. True by default. */
  durable?: boolean;
  /** Bring the services' `dist` up to date first. */
  build?: boolean;
  /** Start a service again whenever what was built of it, or of a library that it uses, changes. One that ends by itself is reported. */
  watch?: boolean;
  /** Processes of each service, at most five; one by default. The first has the service's own port. */
  replicas?: Partial<Record<ServiceName, number>>;
  through?: Detours;
  /** Added to what a service gets from its environment. */
  environment?: Partial<Record<ServiceName, Record<string, string>>>;
  onProgress?: Progress;
  /** Gives the start up; what has been started is ended. */
  signal?: AbortSignal;
}

const DATABASES = SERVICES.map(({ database }) => database);

/** Of one service. */
const MAX_REPLICAS = 5;
/** What an earlier start left behind when it was killed ends within this time, in milliseconds. */
const REAPING_MS = 10_000;

/** A whole system on this machine. */
export interface System {
  readonly urls: SystemUrls;
  /** The first replica of each service. */
  readonly services: Readonly<Record<ServiceName, ServiceProcess>>;
  readonly replicas: Readonly<Record<ServiceName, readonly ServiceProcess[]>>;
  readonly nats: NatsServer;
  readonly postgres: PostgresServer;
  /** The URL with which a service opens its own database, with its own role. */
  databaseUrl(service: ServiceName): string;
  /** Resolves when a service ends that nobody asked to, with the last lines of its log. */
  readonly crashed: Promise<Error>;
  /** Ends all of it, the services first. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL, NATS, the mail catcher and the services, each as a process, and resolves when every service's
 * `/health/ready` answers 200. Whatever fails on the way, what had been started is ended.
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const paths = statePaths(options.stateDir);
  await mkdir(paths.logs, { recursive: true });
  const claimed = await claim(paths.record);
  const teardown = new Teardown();
  await teardown.add(() => claimed.release());
  const aborted = new Promise<never>((_, reject) => {
    options.signal?.addEventListener('abort', () => {
      reject(options.signal?.reason as Error);
    });
  });
  try {
    return await Promise.race([begin(options, paths, claimed, teardown), aborted]);
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

async function begin(options: SystemOptions, paths: StatePaths, claimed: Claim, teardown: Teardown) {
  const progress = options.onProgress ?? (() => undefined);
  if (options.build === true) await step(progress, 'services built', () => buildServices(options.signal));
  const ports = await portsOf(options.ports);
  await assertPortsFree(ports, claimed.afterAKill ? REAPING_MS : 0);
  const secrets = await ensureSecrets(paths, DATABASES);
  const { durable = true } = options;
  const { nats, postgres, urls } = await startServers({ paths, ports, secrets, teardown, progress, durable });
  const crash = Promise.withResolvers<Error>();
  const keyFiles = Object.fromEntries(
    await Promise.all(SERVICE_NAMES.map(async (name) => [name, await ensureKeyEncryptionKeys(paths, name)])),
  ) as Record<ServiceName, string>;
  const further = await unusedPorts(SERVICE_NAMES.length * MAX_REPLICAS, Object.values(ports));
  const addresses = perService((name): [string, ...string[]] => [
    serviceUrl(name, urls),
    ...further.splice(0, (options.replicas?.[name] ?? 1) - 1).map((port) => `http://localhost:${port}`),
  ]);
  const { through } = options;
  const surroundings: Surroundings = { ports, urls, addresses, secrets, keyFiles, ...(through && { through }) };
  const describe = { options, paths, surroundings, onCrash: crash.resolve };
  const replicas = perService((name) => replicasOf(name, describe));
  const services = perService((name) => replicas[name][0]);
  await step(progress, 'databases migrated', () => Promise.all(SERVICE_NAMES.map((name) => services[name].migrate())));
  await Promise.all(
    SERVICE_NAMES.flatMap((name) =>
      replicas[name].map(async (replica) => {
        await teardown.add(() => replica.stop());
        await step(progress, replica.name, () => replica.start());
      }),
    ),
  );
  const pids = perService((name) => services[name].pid);
  await claimed.publish({ urls, pids });
  return {
    urls,
    services,
    replicas,
    nats,
    postgres,
    databaseUrl: (service: ServiceName) => databaseUrl(ports.postgres, serviceOf(service).database, secrets),
    crashed: crash.promise,
    stop: () => teardown.run(),
  };
}

async function portsOf(ports: SystemOptions['ports']): Promise<Readonly<Ports>> {
  if (ports === 'fixed') return FIXED_PORTS;
  return ports === 'free' ? freePorts() : ports;
}

interface Description {
  options: SystemOptions;
  paths: StatePaths;
  surroundings: Surroundings;
  onCrash: (error: Error) => void;
}

/** Replicas differ by their addresses only: what a service says of itself is the same for all of them. */
function replicasOf(name: ServiceName, description: Description): [ServiceProcess, ...ServiceProcess[]] {
  const { options, paths, surroundings, onCrash } = description;
  const [first, ...others] = surroundings.addresses[name];
  const replica = (title: string, index: number, url: string) =>
    new ServiceProcess({
      name: title,
      folder: serviceFolder(name),
      environment: { ...serviceEnvironment(name, surroundings, index), ...options.environment?.[name] },
      logFile: join(paths.logs, `${title}.log`),
      url,
      ...(options.watch === true && { onWatched: options.onProgress ?? (() => undefined) }),
      onCrash,
    });
  return [replica(name, 0, first), ...others.map((url, index) => replica(`${name}-${index + 2}`, index + 1, url))];
}

interface Start {
  paths: StatePaths;
  ports: Ports;
  secrets: Secrets;
  teardown: Teardown;
  progress: Progress;
  durable: boolean;
}

async function startServers(start: Start): Promise<{ nats: NatsServer; postgres: PostgresServer; urls: SystemUrls }> {
  const { paths, ports, secrets, teardown, progress, durable } = start;
  const started = async <T extends { stop(): Promise<void> }>(server: Promise<T>): Promise<T> => {
    const running = await server;
    await teardown.add(() => running.stop());
    return running;
  };
  const [postgres, nats] = await Promise.all([
    step(progress, 'PostgreSQL', async () => {
      const server = await started(startPostgres({ dataDir: paths.postgres, port: ports.postgres, durable }));
      await ensureDatabases(server.url, DATABASES, secrets);
      return server;
    }),
    step(progress, 'NATS', () => started(startNats({ storeDir: paths.nats, port: ports.nats }))),
    step(progress, 'mail catcher', () =>
      started(startMaildev({ webPort: ports.mail, smtpPort: ports.smtp, mailDir: paths.mail })),
    ),
  ]);
  return { nats, postgres, urls: { ...httpUrls(ports), nats: nats.url, postgres: postgres.url } };
}
