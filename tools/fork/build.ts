import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { REPOSITORY, type Workspace } from '../repository.ts';
import { ForkError } from './request.ts';

/** Brings what is packed up to date with its sources; what is built already is left as it is. */
export function build(projects: readonly Workspace[]): void {
  const nx = createRequire(import.meta.url).resolve('nx/bin/nx.js');
  const names = projects.map(({ name }) => name).join(',');
  const { status, stdout, stderr } = spawnSync(process.execPath, [nx, 'run-many', '-t', 'build', '-p', names], {
    cwd: REPOSITORY,
    env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' },
    encoding: 'utf8',
  });
  if (status !== 0) throw new ForkError(`The libraries could not be built:\n${stdout}\n${stderr}`);
}
