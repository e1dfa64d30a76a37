import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Docker ended with something else than 0; the message is what it printed. */
export class DockerError extends Error {
  override readonly name = 'DockerError';
}

/** Docker, as the command line has it: which system is meant says the environment (COMPOSE_FILE, COMPOSE_PROJECT_NAME). */
export class Docker {
  readonly #signal: AbortSignal | undefined;

  /** @param signal ends what is under way */
  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  compose(...args: string[]): Promise<string> {
    return this.run('compose', ...args);
  }

  /** Runs `docker <args>` and answers its standard output. */
  async run(...args: string[]): Promise<string> {
    const child = spawn('docker', args, { stdio: ['ignore', 'pipe', 'pipe'], signal: this.#signal });
    const exited = once(child, 'close') as Promise<[number | null]>;
    const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
    if (code === 0) return output;
    throw new DockerError(`docker ${args.join(' ')} ended with ${code}:\n${errors.trim() || output.trim()}`);
  }

  /** What a container has printed last. */
  async logs(container: string): Promise<string> {
    const child = spawn('docker', ['logs', '--tail', '20', container], { stdio: ['ignore', 'pipe', 'pipe'] });
    return (await Promise.all([text(child.stdout), text(child.stderr)])).join('').trim();
  }

  /** Runs `docker <args>`; whoever looks on sees what it prints. */
  async show(...args: string[]): Promise<void> {
    const child = spawn('docker', args, { stdio: ['ignore', 'inherit', 'inherit'], signal: this.#signal });
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new DockerError(`docker ${args.join(' ')} ended with ${code}`);
  }
}
