/** `npm test`: every test that needs no container, a summary of all of them, and the coverage with its bounds. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { coverageTable, isShort, readCoverage } from './coverage.ts';
import { startServers } from '@hallpass/testing/servers';
import { REPOSITORY } from './repository.ts';
import { readResults, summary, totals } from './test-results.ts';

const nx = createRequire(import.meta.url).resolve('nx/bin/nx.js');

/** One round of Nx over every project; what fails is in the results. */
function run(...targets: string[]): boolean {
  const { status } = spawnSync(process.execPath, [nx, 'run-many', '-t', ...targets, '--outputStyle=static'], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return status === 0;
}

const servers = await startServers();
const ended = [run('test', 'test-int', '--parallel=2')];
await servers.end();
// End to end after the others, and alone: it starts whole systems, and wants the machine for itself.
ended.push(run('e2e', '--parallel=1'));
const results = readResults();
const coverage = readCoverage();
const { passed, failed } = totals(results);
console.log(`\n${summary(results)}\n\n${coverageTable(coverage)}\n\nTests: ${passed} passed, ${failed} failed`);
if (failed > 0 || coverage.some(isShort) || ended.includes(false)) process.exitCode = 1;
