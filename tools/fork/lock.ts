import { spawnSync } from 'node:child_process';
import { ForkError } from './request.ts';

/** Resolves the versions of all dependencies, by the Node that the repository runs with: an older one would choose others. */
export function lock(target: string): void {
  const options = [
    '--package-lock-only',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--omit-lockfile-registry-resolved',
  ];
  const { status, stderr } = spawnSync('npm', ['install', ...options], { cwd: target, encoding: 'utf8' });
  if (status !== 0) throw new ForkError(`Its dependencies could not be resolved:\n${stderr}`);
}
