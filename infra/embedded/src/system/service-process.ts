import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { endOf, ServerProcess } from '../servers/server-process.ts';
import { WatchedEnd } from './watched-end.ts';

export interface ServiceOptions {
  name: string;
  /** The service's folder: where `dist/main.js` and `dist/migrate.js` are. */
  folder: string;
  /** All that the process gets from its environment. */
  environment: Record<string, string>;
  logFile: string;
  /** Base URL of its HTTP interface. */
  url: string;
  /** Starts it again whenever a file that it has imported changes; told when it has ended by itself, which is no crash then. */
  onWatched?: (message: string) => void;
  /** Called when the process ends and nobody asked it to. */
  onCrash: (error: Error) => void;
}

/** One service as a process of its own, which can be ended in every way and started again. */
export class ServiceProcess {
  readonly name: string;
  private readonly options: ServiceOptions;
  private server: ServerProcess | undefined;
  private watched: WatchedEnd | undefined;
  private starting: Promise<ServerProcess> | undefined;

  constructor(options: ServiceOptions) {
    this.name = options.name;
    this.options = options;
  }

  /** Base URL of its HTTP interface. */
  get url(): string {
    return this.options.url;
  }

  get pid(): number {
    if (this.server === undefined) throw new Error(`${this.name} does not run.`);
    return this.server.pid;
  }

  /** Brings the database to the service's current schema. */
  async migrate(): Promise<void> {
    const { folder, environment, logFile } = this.options;
    const log = await open(logFile, 'a');
    try {
      const stdio = ['ignore', log.fd, log.fd] as const;
      const child = spawn(process.execPath, ['dist/migrate.js'], { cwd: folder, env: environment, stdio: [...stdio] });
      const [code] = (await once(child, 'exit')) as [number | null];
      if (code !== 0) throw new Error(`${this.name}: its database could not be migrated:\n${endOf(logFile)}`);
    } finally {
      await log.close();
    }
  }

  /** Starts it and waits until `/health/ready` answers 200. */
  async start(): Promise<void> {
    const { name, folder, environment, logFile, url, onWatched } = this.options;
    const watched = onWatched && new WatchedEnd({ name, logFile, onNotice: onWatched });
    this.watched = watched;
    this.starting = ServerProcess.start({
      name,
      command: process.execPath,
      args: [...(watched ? ['--watch', '--watch-preserve-output'] : []), '--enable-source-maps', 'dist/main.js'],
      cwd: folder,
      env: environment,
      logFile,
      stopSignal: 'SIGTERM',
      probe: () => isReady(url),
      probeEveryMs: 150,
      ...(watched && { hasEnded: () => watched.hasEnded }),
    });
    const server = await this.starting;
    this.server = server;
    void server.exit().then(() => {
      // Whoever ends it on purpose takes it away first.
      if (this.server === server) this.options.onCrash(server.failure('ended'));
    });
  }

  /** Asks it to end (SIGTERM), waits for it, and kills it when it doesn't. */
  async stop(): Promise<void> {
    await (await this.take())?.stop();
  }

  /** Ends it as a power cut would. */
  async kill9(): Promise<void> {
    await (await this.take())?.kill9();
  }

  /** Stops it where it stands, its connections open (SIGSTOP), until {@link resume}. */
  pause(): void {
    this.server?.signal('SIGSTOP');
  }

  resume(): void {
    this.server?.signal('SIGCONT');
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** The running server, which from now on is expected to end; undefined when there is none. */
  private async take(): Promise<ServerProcess | undefined> {
    const [started] = await Promise.allSettled([this.starting]);
    this.server = undefined;
    this.watched?.close();
    this.watched = undefined;
    return started.status === 'fulfilled' ? started.value : undefined;
  }
}

async function isReady(url: string): Promise<void> {
  const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
  if (!response.ok) throw new Error(`/health/ready answers ${response.status}: ${await response.text()}`);
}
