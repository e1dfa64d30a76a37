/** `npm run test:containers`: the integration tests on PostgreSQL and NATS in containers, as the compose file runs them. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { REPOSITORY, workspaces } from './repository.ts';
import { readResults, summary, totals } from './test-results.ts';

const engine = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], { encoding: 'utf8' });
if (engine.status !== 0) {
  const why = engine.error?.message ?? engine.stderr.trim();
  console.error(`No container engine answers (${why}).\nStart Docker, or run the same tests without one: npm test`);
  process.exit(1);
}

// What is in infra starts servers of its own: those of libs/testing are what can be containers.
const projects = workspaces().filter(({ folder }) => !folder.startsWith('infra/'));
const has = (folder: string) => readResults(['containers'], projects).some(({ project }) => project === folder);
let ended = true;
for (const { folder } of projects.filter(({ folder }) => has(folder))) {
  console.log(`\n${folder}, on containers`);
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, 'jest.ts'), 'containers', folder], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  ended &&= status === 0;
}
const results = readResults(['containers'], projects);
const { passed, failed } = totals(results);
console.log(`\n${summary(results)}\n\nTests: ${passed} passed, ${failed} failed`);
if (failed > 0 || !ended) process.exitCode = 1;
