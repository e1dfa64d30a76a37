import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { REPOSITORY, type Workspace } from '../repository.ts';
import { ForkError } from './request.ts';

/**
 * Brings what is packed up to date with its sources. By the compiler itself, which leaves alone what is built already: Nx would
 * write it again from its cache, while another program may read it.
 */
export function build(projects: readonly Workspace[]): void {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const folders = projects.map(({ folder }) => folder);
  const { status, stdout } = spawnSync(process.execPath, [tsc, '--build', ...folders], {
    cwd: REPOSITORY,
    encoding: 'utf8',
  });
  if (status !== 0) throw new ForkError(`The libraries could not be built:\n${stdout}`);
}
