import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { reapWithThisProcess } from '../servers/reap.ts';

export interface ServiceOptions {
  name: string;
  /** The service's folder: where `dist/main.js` and `dist/migrate.js` are. */
  folder: string;
  /** All that the process gets from its environment. */
  environment: Record<string, string>;
  logFile: string;
  /** Base URL of its HTTP interface. */
  url: string;
  /** Called when the process ends and nobody asked it to. */
  onCrash: (error: Error) => void;
}

const READY_TIMEOUT_MS = 90_000;
const STOP_TIMEOUT_MS = 15_000;

/** One service as a process of its own. */
export class ServiceProcess {
  readonly name: string;
  private readonly options: ServiceOptions;
  private child: ChildProcess | undefined;
  private expectedToEnd = false;

  constructor(options: ServiceOptions) {
    this.name = options.name;
    this.options = options;
  }

  get pid(): number {
    if (this.child?.pid === undefined) throw new Error(`${this.name} does not run.`);
    return this.child.pid;
  }

  /** Brings the database to the service's current schema. */
  async migrate(): Promise<void> {
    const child = await this.spawn('migrate.js');
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw await this.failure(`${this.name}: dist/migrate.js ended with ${code ?? 'a signal'}`);
  }

  /** Starts it and waits until `/health/ready` answers 200. */
  async start(): Promise<void> {
    const child = await this.spawn('main.js');
    this.child = child;
    this.expectedToEnd = false;
    child.once('exit', (code, signal) => {
      if (this.child === child) this.child = undefined;
      if (!this.expectedToEnd) void this.crashed(`${this.name} ended with ${code ?? signal ?? 'no code'}`);
    });
    reapWithThisProcess(child, 'SIGTERM');
    await this.ready(child);
  }

  /** Asks it to end (SIGTERM), waits for it, and kills it when it doesn't. */
  async stop(): Promise<void> {
    const { child } = this;
    if (child === undefined) return;
    this.expectedToEnd = true;
    const ended = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(patience);
  }

  /** Ends it as a power cut would. */
  async kill9(): Promise<void> {
    const { child } = this;
    if (child === undefined) return;
    this.expectedToEnd = true;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  private async spawn(script: 'main.js' | 'migrate.js'): Promise<ChildProcess> {
    const log = await open(this.options.logFile, 'a');
    try {
      const child = spawn(process.execPath, ['--enable-source-maps', `dist/${script}`], {
        cwd: this.options.folder,
        env: this.options.environment,
        stdio: ['ignore', log.fd, log.fd],
        detached: true, // its own process group: Ctrl-C in a terminal reaches the starter alone, which stops all in order
      });
      await once(child, 'spawn');
      return child;
    } finally {
      await log.close();
    }
  }

  private async ready(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    let answer = 'no answer';
    while (Date.now() < deadline) {
      if (child.exitCode !== null || child.signalCode !== null)
        throw await this.failure(`${this.name} ended while it started`);
      try {
        const response = await fetch(`${this.options.url}/health/ready`, { signal: AbortSignal.timeout(2000) });
        answer = `${response.status} ${await response.text()}`;
        if (response.ok) return;
      } catch (error) {
        answer = String(error);
      }
      await delay(150);
    }
    throw await this.failure(`${this.name} was not ready after ${READY_TIMEOUT_MS / 1000} s: ${answer}`);
  }

  private async crashed(what: string): Promise<void> {
    this.options.onCrash(await this.failure(what));
  }

  private async failure(what: string): Promise<Error> {
    const log = await readFile(this.options.logFile, 'utf8');
    return new Error(
      `${what}. The end of ${this.options.logFile}:\n${log.trimEnd().split('\n').slice(-20).join('\n')}`,
    );
  }
}
