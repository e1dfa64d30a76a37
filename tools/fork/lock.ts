import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../repository.ts';
import { ForkError } from './request.ts';

/** Locks the versions that this repository is tested with, and leaves out what the fork does not need. */
export function lock(target: string): void {
  const options = [
    '--package-lock-only',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--omit-lockfile-registry-resolved',
    '--loglevel=error',
  ];
  writeFileSync(join(target, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages: tested() }));
  const { status, stderr } = spawnSync('npm', ['install', ...options], { cwd: target, encoding: 'utf8' });
  if (status !== 0) throw new ForkError(`Its dependencies could not be resolved:\n${stderr}`);
}

/** What the lockfile here says of packages that are not of this repository. */
function tested(): Record<string, object> {
  const { packages } = JSON.parse(readFileSync(join(REPOSITORY, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { link?: boolean }>;
  };
  const foreign = Object.entries(packages).filter(([path, { link }]) => path.startsWith('node_modules/') && !link);
  return { '': {}, ...Object.fromEntries(foreign) };
}
