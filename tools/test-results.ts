import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY, workspaces } from './repository.ts';

/** What `npm test` runs. */
export const KINDS = ['unit', 'int', 'e2e'] as const;
export type Kind = (typeof KINDS)[number] | 'containers' | 'compose' | 'gateway' | 'package';

/** What one kind of tests of one project came to. */
export interface Result {
  project: string;
  kind: Kind;
  passed: number;
  /** Failed tests, suites that could not run, and 1 for tests that are there but left no result. */
  failed: number;
  skipped: number;
  /** Names of what failed, or what else is wrong. */
  failures: string[];
}

interface JestResults {
  numPassedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    name: string;
    message: string;
    status: string;
    assertionResults: { fullName: string; status: string }[];
  }[];
}

export const SPECS: Record<Kind, (file: string) => boolean> = {
  unit: (file) => !/\.(int|e2e|compose|package)\.spec\.ts$/.test(file),
  int: (file) => file.endsWith('.int.spec.ts'),
  e2e: (file) => file.endsWith('.e2e.spec.ts'),
  containers: (file) => file.endsWith('.int.spec.ts') && differsInContainers(file),
  compose: (file) => file.endsWith('.compose.spec.ts'),
  // Of the suites across services, those that need nothing but addresses: here on the system behind its gateway.
  gateway: (file) => /(journey|refresh|revocation)\.e2e\.spec\.ts$/.test(file),
  package: (file) => file.endsWith('.package.spec.ts'),
};

/**
 * In containers the broker is a newer one, and everything is in UTC: the libraries, one service as a whole, and whatever else
 * speaks with the broker are tested there too. What is in infra starts servers of its own.
 */
function differsInContainers(file: string): boolean {
  if (file.startsWith('infra/')) return false;
  return /^(libs|services\/order-api)\//.test(file) || /nats/i.test(readFileSync(join(REPOSITORY, file), 'utf8'));
}

/** The files with tests of one kind that a project has, relative to the repository. */
export function specsOf(project: string, kind: Kind): string[] {
  return globSync(`${project}/**/*.spec.ts`, { cwd: REPOSITORY, exclude: ['**/node_modules'] }).filter(SPECS[kind]);
}

/** The results of every project and of each of the kinds that it has tests of, from the files that jest left. */
export function readResults(kinds: readonly Kind[] = KINDS): Result[] {
  return workspaces().flatMap(({ folder }) =>
    kinds.filter((kind) => specsOf(folder, kind).length > 0).map((kind) => readResult(folder, kind)),
  );
}

function readResult(project: string, kind: Kind): Result {
  const results = readJson(join(REPOSITORY, project, `test-output/${kind}/results.json`));
  if (results === undefined)
    return { project, kind, passed: 0, failed: 1, skipped: 0, failures: ['the tests did not run to their end'] };
  const failures = results.testResults.flatMap(({ name, status, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed').map(({ fullName }) => fullName);
    return failed.length === 0 && status === 'failed' ? [`could not run: ${name}`] : failed;
  });
  const skipped = results.numPendingTests + results.numTodoTests;
  return { project, kind, passed: results.numPassedTests, failed: failures.length, skipped, failures };
}

function readJson(file: string): JestResults | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JestResults;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The results as a table, and below it what failed. */
export function summary(results: readonly Result[]): string {
  const rows = results.map(
    ({ project, kind, passed, failed, skipped }) =>
      `${project.padEnd(24)} ${kind.padEnd(10)} ${cell(passed)} ${cell(failed)} ${cell(skipped)}`,
  );
  const failures = results.flatMap(({ project, kind, failures: names }) =>
    names.map((name) => `  ✗ ${project} ${kind}: ${name}`),
  );
  return [
    `${'project'.padEnd(24)} ${'kind'.padEnd(10)} ${cell('passed')} ${cell('failed')} ${cell('skipped')}`,
    ...rows,
    ...failures,
  ].join('\n');
}

const cell = (value: number | string): string => String(value).padStart(8);

/** Passed and failed, over all. */
export function totals(results: readonly Result[]): { passed: number; failed: number } {
  const sum = (pick: (result: Result) => number) => results.reduce((total, result) => total + pick(result), 0);
  return { passed: sum(({ passed }) => passed), failed: sum(({ failed }) => failed) };
}
