import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unusedPorts } from '@hallpass/embedded';
import { Outside } from '../../packages/outside.ts';
import { REPOSITORY } from '../../repository.ts';

/** A service that was forked into a folder outside the repository, and what is done there. */
export class Forked {
  private readonly outside = new Outside();
  readonly folder = join(this.outside.folder, 'forked');
  /** What the command printed. */
  readonly printed: string;

  constructor(private readonly service: string) {
    const program = join(REPOSITORY, 'tools/fork/fork.ts');
    this.printed = this.outside.run(`${process.execPath} ${program} ${service} forked`);
  }

  run(command: string): string {
    // What `npm ci` has brought here lies in npm's cache.
    return this.outside.run(command, { cwd: this.folder, env: { npm_config_prefer_offline: 'true' } });
  }

  /** `npm start` on a free port, until its `ready` line; the address it says. */
  async start(env: Record<string, string> = {}): Promise<{ url: string; printed: string }> {
    const [port] = await unusedPorts(1);
    const where = { PORT: String(port), PUBLIC_URL: `http://localhost:${port}` };
    const ready = /[^]*^ready: \S+ (\S+)/m;
    const [printed, url = ''] = await this.outside.start('npm', ['start'], ready, { ...where, ...env }, this.folder);
    return { url, printed };
  }

  stop(): Promise<void> {
    return this.outside.stop();
  }

  remove(): Promise<void> {
    return this.outside.remove();
  }

  /** The files of the service that differ from those here, or are missing; relative to its folder. */
  changedSources(): string[] {
    const here = join(REPOSITORY, 'services', this.service);
    const files = globSync('{src,test,prisma}/**/*.*', { cwd: here }).filter((file) => !file.includes('/generated/'));
    return files.filter((file) => read(join(here, file)) !== read(join(this.folder, file)));
  }

  /** Where, outside of its libraries, something is left of the repository it comes from. */
  traces(): string[] {
    const trace = new RegExp(
      `${REPOSITORY}|@nx/|tsconfig\\.base|\\.\\./\\.\\./(libs|services|infra|jest)|@hallpass/source`,
    );
    const files = this.run('git ls-files --others --exclude-standard --exclude=vendor').split('\n').filter(Boolean);
    return files.filter((file) => trace.test(read(join(this.folder, file)) ?? ''));
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
