/**
 * Generates docs/dependencies.md, the picture of which project depends on which, and fails when one depends upwards or on
 * something that its package.json doesn't name; `--check` fails on a difference.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emit } from './generated-file.ts';
import { picture, violations } from './layers-picture.ts';
import { REPOSITORY, workspaces } from './repository.ts';

interface ProjectGraph {
  graph: { dependencies: Record<string, { source: string; target: string }[]> };
}

/** What the sources import, as Nx sees it. */
function importedBy(): { source: string; target: string }[] {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-graph-'));
  const file = join(folder, 'graph.json');
  try {
    const nx = createRequire(import.meta.url).resolve('nx/bin/nx.js');
    execFileSync(process.execPath, [nx, 'graph', `--file=${file}`], {
      cwd: REPOSITORY,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return Object.values((JSON.parse(readFileSync(file, 'utf8')) as ProjectGraph).graph.dependencies).flat();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const projects = workspaces();
const found = violations(projects, importedBy());
for (const violation of found) console.error(violation);
if (found.length > 0) process.exitCode = 1;
await emit('docs/dependencies.md', picture(projects));
