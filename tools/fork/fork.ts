/** `npm run fork -- <service> <folder>`: writes a service as a repository of its own. */
import { execFileSync } from 'node:child_process';
import { relative } from 'node:path';
import { build } from './build.ts';
import { lock } from './lock.ts';
import { librariesOf } from './libraries.ts';
import { ForkError, parseRequest, type ForkRequest } from './request.ts';
import { writeFork } from './write-fork.ts';

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
  await writeFork(request, libraries, console.log);
  lock(target);
  console.log('dependencies locked');
  execFileSync('git', ['init', '--quiet', '--initial-branch=main'], { cwd: target });
  const folder = relative(process.env['INIT_CWD'] ?? process.cwd(), target);
  console.log(`${service} is forked. Next: cd ${folder} && npm ci && npm test && npm start`);
}
