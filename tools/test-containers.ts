/**
 * `npm run test:containers`: the integration tests for which it makes a difference, on PostgreSQL and NATS in containers, as the
 * compose file runs them.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { startServers, useContainers } from '@hallpass/testing/servers';
import { REPOSITORY } from './repository.ts';
import { readResults, specsOf, summary, totals } from './test-results.ts';

const engine = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], { encoding: 'utf8' });
if (engine.status !== 0) {
  const why = engine.error?.message ?? engine.stderr.trim();
  console.error(`No container engine answers (${why}).\nStart Docker, or run the same tests without one: npm test`);
  process.exit(1);
}

useContainers();
const servers = await startServers();
let ended = true;
for (const { project } of readResults(['containers'])) {
  console.log(`\n${project}, on containers`);
  const specs = specsOf(project, 'containers').map((file) => join(REPOSITORY, file));
  const jest = [join(import.meta.dirname, 'jest.ts'), 'containers', project, '--runTestsByPath', ...specs];
  const { status } = spawnSync(process.execPath, jest, { cwd: REPOSITORY, stdio: ['ignore', 'inherit', 'inherit'] });
  ended &&= status === 0;
}
await servers.end();
const results = readResults(['containers']);
const { passed, failed } = totals(results);
console.log(`\n${summary(results)}\n\nTests: ${passed} passed, ${failed} failed`);
if (failed > 0 || !ended) process.exitCode = 1;
