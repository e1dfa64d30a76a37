/**
 * Runs one kind of a project's tests: `node tools/jest.ts unit|int|containers|e2e|compose|gateway|package <project folder> [jest arguments]`;
 * `containers` are the integration tests on servers in containers, `gateway` are tests across services on a system in containers.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const patterns = {
  unit: String.raw`(?<!\.(int|e2e|compose|package))\.spec\.ts$`,
  int: String.raw`\.int\.spec\.ts$`,
  containers: String.raw`\.int\.spec\.ts$`,
  e2e: String.raw`\.e2e\.spec\.ts$`,
  compose: String.raw`\.compose\.spec\.ts$`,
  gateway: String.raw`(journey|refresh|revocation)\.e2e\.spec\.ts$`,
  package: String.raw`\.package\.spec\.ts$`,
};

const TIMEOUT_MS = 40 * 60_000;

const [kind, project, ...rest] = process.argv.slice(2);
if (kind === undefined || project === undefined || !(kind in patterns)) {
  console.error(`usage: node tools/jest.ts ${Object.keys(patterns).join('|')} <project folder> [jest arguments]`);
  process.exit(2);
}
process.chdir(project);
const output = `test-output/${kind}`;
const setup = join(import.meta.dirname, '../libs/testing/src/jest');
rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    jest,
    `--testRegex=${patterns[kind as keyof typeof patterns]}`,
    '--passWithNoTests',
    '--coverage',
    `--coverageDirectory=${output}/coverage`,
    '--json',
    `--outputFile=${output}/results.json`,
    // These wait for their servers half of the time: three suites at once use what two cores have.
    ...(kind === 'int'
      ? ['--maxWorkers=3', `--globalSetup=${setup}/global-setup.ts`, `--globalTeardown=${setup}/global-teardown.ts`]
      : []),
    ...(kind === 'containers'
      ? [
          '--coverage=false',
          '--maxWorkers=3',
          `--globalSetup=${setup}/containers-setup.ts`,
          `--globalTeardown=${setup}/global-teardown.ts`,
        ]
      : []),
    ...(kind === 'e2e'
      ? [
          '--runInBand',
          '--coverage=false',
          '--testTimeout=120000',
          '--globalSetup=./test/system/global-setup.ts',
          '--globalTeardown=./test/system/global-teardown.ts',
        ]
      : []),
    // Whoever runs these has started the system that they are about.
    ...(kind === 'compose' || kind === 'gateway' ? ['--runInBand', '--coverage=false', '--testTimeout=300000'] : []),
    // What is tested are packages, outside the repository: they install, build and start.
    ...(kind === 'package' ? ['--coverage=false', '--testTimeout=900000', '--maxWorkers=2'] : []),
    ...rest,
  ],
  // A run that something keeps from ending fails, instead of going on for ever.
  { stdio: ['ignore', 'inherit', 'inherit'], timeout: TIMEOUT_MS },
);
process.exit(status ?? 1);
