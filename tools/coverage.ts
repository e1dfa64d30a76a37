import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import coverage from 'istanbul-lib-coverage';
import { REPOSITORY, workspaces } from './repository.ts';

/** The least share of lines, in percent, that the tests of a project must reach. */
export const BOUNDS: Readonly<Record<string, number>> = { 'libs/verifier': 90, 'libs/auth': 90, 'libs/keys': 90 };

export interface ProjectCoverage {
  project: string;
  /** Percent of lines that unit and integration tests reach together; undefined when nothing was measured. */
  lines: number | undefined;
  bound: number | undefined;
}

/** The coverage of every project that has tests of its own, over all kinds of them. */
export function readCoverage(): ProjectCoverage[] {
  return workspaces().map(({ folder }) => ({ project: folder, lines: linesOf(folder), bound: BOUNDS[folder] }));
}

function linesOf(project: string): number | undefined {
  const files = globSync(`${project}/test-output/*/coverage/coverage-final.json`, { cwd: REPOSITORY });
  const merged = coverage.createCoverageMap({});
  for (const file of files)
    merged.merge(JSON.parse(readFileSync(join(REPOSITORY, file), 'utf8')) as coverage.CoverageMapData);
  if (merged.files().length === 0) return undefined;
  return merged.getCoverageSummary().lines.pct;
}

export const isShort = ({ lines, bound }: ProjectCoverage): boolean => bound !== undefined && (lines ?? 0) < bound;

/** The coverage as a table. */
export function coverageTable(projects: readonly ProjectCoverage[]): string {
  const rows = projects
    .filter(({ lines, bound }) => lines !== undefined || bound !== undefined)
    .map((project) => {
      const share = `${(project.lines ?? 0).toFixed(1)} %`.padStart(8);
      const bound = project.bound === undefined ? '' : `   at least ${project.bound} %${isShort(project) ? '  ✗' : ''}`;
      return `${project.project.padEnd(24)} ${share}${bound}`;
    });
  return [`${'lines covered'.padEnd(24)}`, ...rows].join('\n');
}
