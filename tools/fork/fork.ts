/** `npm run fork -- <service> <folder>`: writes a service as a repository of its own. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { relative } from 'node:path';
import { build } from './build.ts';
import { lock } from './lock.ts';
import { librariesOf } from './libraries.ts';
import { ForkError, parseRequest, type ForkRequest } from './request.ts';

try {
  await fork(parseRequest(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof ForkError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function fork(request: ForkRequest): Promise<void> {
  const { service, target, workspace } = request;
  const libraries = librariesOf(workspace);
  build([...libraries.runtime, ...libraries.development]);
  console.log('libraries built');
  try {
    // Only now: it knows the service by libraries that had to be built.
    const { writeFork } = await import('./write-fork.ts');
    await writeFork(request, libraries, console.log);
    lock(target);
    console.log('dependencies locked');
    execFileSync('git', ['init', '--quiet', '--initial-branch=main'], { cwd: target });
  } catch (error) {
    rmSync(target, { recursive: true, force: true }); // It was not there, or empty: half of a fork is in the way of the next try.
    throw error;
  }
  const folder = relative(process.env['INIT_CWD'] ?? process.cwd(), target);
  console.log(`${service} is forked. Next: cd ${folder} && npm ci && npm test && npm start`);
}
