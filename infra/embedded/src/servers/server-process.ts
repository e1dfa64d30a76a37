import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { reapWithThisProcess } from './reap.ts';

export interface ServerCommand {
  /** For messages. */
  name: string;
  command: string;
  args: string[];
  /** What asks it to end. */
  stopSignal: NodeJS.Signals;
  /** Resolves once the server answers; rejects as long as it doesn't. */
  probe: () => Promise<void>;
  /** Whether what the command runs has ended although the command has not: then it is given up. */
  hasEnded?: () => boolean;
  /** How often to probe; every 25 ms by default. */
  probeEveryMs?: number;
  cwd?: string;
  uid?: number;
  gid?: number;
  env?: NodeJS.ProcessEnv;
  /** Where what it prints is added to; in memory, for messages only, by default. */
  logFile?: string;
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;
const OUTPUT_KEPT = 4_096;

/** A server as a process of its own, which ends with this one. */
export class ServerProcess {
  private readonly options: ServerCommand;
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;
  private output = '';

  private constructor(options: ServerCommand) {
    this.options = options;
    const { command, args, cwd, uid, gid, env, logFile } = options;
    const output = logFile === undefined ? 'pipe' : openSync(logFile, 'a');
    this.child = spawn(command, args, {
      stdio: ['ignore', output, output],
      // A group of its own: Ctrl-C in the terminal is for the process that started it, which ends things in order.
      detached: true,
      ...(cwd === undefined ? {} : { cwd }),
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
      ...(env === undefined ? {} : { env }),
    });
    if (typeof output === 'number') closeSync(output);
    this.ended = new Promise((resolve) => {
      this.child.once('exit', resolve);
      this.child.once('error', (error) => {
        this.output += error.message;
        resolve(error);
      });
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.output = (this.output + chunk.toString()).slice(-OUTPUT_KEPT)));
    reapWithThisProcess(this.child, options.stopSignal);
  }

  /** Starts a server and waits until it answers. Throws with the end of its output when it ends instead, or never answers. */
  static async start(options: ServerCommand): Promise<ServerProcess> {
    const server = new ServerProcess(options);
    const deadline = performance.now() + START_TIMEOUT_MS;
    for (;;) {
      try {
        await options.probe();
        if (server.alive) return server;
      } catch (error) {
        if (performance.now() > deadline) {
          await server.kill9();
          throw server.failure(`does not answer (${(error as Error).message})`);
        }
      }
      if (!server.alive) throw server.failure('ended');
      if (options.hasEnded?.() === true) {
        await server.kill9();
        throw server.failure('ended');
      }
      await Promise.race([delay(options.probeEveryMs ?? 25), server.ended]);
    }
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get alive(): boolean {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Ends it in order; kills it when it takes longer than 15 s. */
  async stop(): Promise<void> {
    if (!this.alive) return;
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    this.child.kill('SIGCONT');
    this.child.kill(this.options.stopSignal);
    await this.ended;
    clearTimeout(timer);
  }

  async kill9(): Promise<void> {
    if (!this.alive) return;
    this.child.kill('SIGKILL');
    await this.ended;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Resolves when the process is gone. */
  async exit(): Promise<void> {
    if (this.alive) await once(this.child, 'exit');
  }

  /** An error that shows the end of what the server printed. */
  failure(what: string): ServerStartError {
    const { name, logFile } = this.options;
    const output =
      logFile === undefined ? this.output : this.output + readFileSync(logFile, 'utf8').slice(-OUTPUT_KEPT);
    const from = logFile === undefined ? '' : ` (${logFile})`;
    return new ServerStartError(`${name} ${what}. Its last words${from}:\n${output.trim()}`);
  }
}

/** The end of a log. */
export function endOf(logFile: string): string {
  return readFileSync(logFile, 'utf8').slice(-OUTPUT_KEPT);
}

export class ServerStartError extends Error {
  override readonly name = 'ServerStartError';
}
