import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { SERVICE_NAMES } from '@hallpass/system';
import { reapWithThisProcess } from '../servers/reap.ts';
import { REPOSITORY } from './paths.ts';
import { serviceFolder } from './services.ts';

/**
 * Compiles the services, and what they are made of, whenever a source changes, and prints what the compiler says.
 * @returns what ends that
 */
export function compileChanges(): () => void {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const child = spawn(
    process.execPath,
    [tsc, '--build', '--watch', '--preserveWatchOutput', ...SERVICE_NAMES.map(serviceFolder)],
    { cwd: REPOSITORY, stdio: ['ignore', 'inherit', 'inherit'], detached: true },
  );
  reapWithThisProcess(child, 'SIGTERM');
  return () => void child.kill();
}
