import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { REPOSITORY } from '../repository.ts';

/** What a process outside gets of this one's environment: the same Node, and nothing else of the repository it is tested from. */
function environment(): Record<string, string> {
  const ours = /^(npm_|INIT_CWD|NX_|NODE_OPTIONS|NODE_ENV|JEST_|HALLPASS_TEST|PATH$)/;
  const others = Object.entries(process.env).filter(([name, value]) => !ours.test(name) && value !== undefined);
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.startsWith(REPOSITORY));
  return {
    ...(Object.fromEntries(others) as Record<string, string>),
    PATH: [dirname(process.execPath), ...path].join(delimiter),
  };
}

/** A folder outside the repository, and what is run in it. */
export class Outside {
  readonly folder = mkdtempSync(join(tmpdir(), 'hallpass-outside-'));
  private readonly running: ChildProcess[] = [];

  constructor() {
    // PostgreSQL may run as another user than this one.
    chmodSync(this.folder, 0o755);
  }

  write(files: Record<string, string>): void {
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, file)), { recursive: true });
      writeFileSync(join(this.folder, file), content);
    }
  }

  /** Runs a command to its end and gives what it printed; throws with that when it fails. */
  run(command: string, { cwd = this.folder, env = {} }: { cwd?: string; env?: Record<string, string> } = {}): string {
    const { status, stdout, stderr } = spawnSync('bash', ['-c', command], {
      cwd,
      env: { ...environment(), ...env },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      timeout: 900_000,
    });
    if (status !== 0) throw new Error(`${command} ended with ${status} in ${cwd}:\n${stdout}\n${stderr}`);
    return stdout;
  }

  /** Starts a program and resolves with the first match in what it prints; throws with all of it when it ends before. */
  async start(
    command: string,
    args: string[],
    until: RegExp,
    env: Record<string, string> = {},
    cwd = this.folder,
  ): Promise<RegExpExecArray> {
    const child = spawn(command, args, { cwd, env: { ...environment(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.running.push(child);
    let printed = '';
    return new Promise((resolve, reject) => {
      const read = (chunk: Buffer) => {
        printed += chunk.toString();
        const match = until.exec(printed);
        if (match !== null) resolve(match);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('error', reject);
      child.once('exit', (code) => {
        reject(new Error(`${command} ${args.join(' ')} ended with ${code}:\n${printed}`));
      });
    });
  }

  /** Ends what was started, and waits until it is gone. */
  async stop(): Promise<void> {
    const ends = this.running.splice(0).map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    });
    await Promise.all(ends);
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }
}
