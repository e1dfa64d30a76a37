import { dirname, join } from 'node:path/posix';
import { arrowsByFolder } from './arrows.ts';
import { type Cycle, cycles } from './cycles.ts';
import type { Import } from './imports.ts';

/** The sources of a project. Imports are relative to the folder. */
export interface Sources {
  /** Relative to the repository. */
  readonly folder: string;
  readonly imports: readonly Import[];
}

/** The cycles of files and folders, each with the arrow to open. */
export function cycleViolations(projects: readonly Sources[]): string[] {
  return projects.flatMap(({ folder: src, imports }) =>
    [...arrowsByFolder(imports)].flatMap(([folder, arrows]) =>
      cycles(arrows).map((cycle) => describe(join(src, folder), cycle)),
    ),
  );
}

/** Folders with several Nest modules. `src` itself may hold what the application consists of. */
export function moduleViolations(files: readonly string[]): string[] {
  const modules = files.filter((file) => file.endsWith('.module.ts') && !dirname(file).endsWith('/src'));
  return [...Map.groupBy(modules, (file) => dirname(file))]
    .filter(([, inFolder]) => inFolder.length > 1)
    .map(([folder, inFolder]) => [`${folder}: more than one Nest module`, ...inFolder].join('\n  '));
}

function describe(folder: string, { members, open }: Cycle): string {
  return [
    `${folder}: a cycle, ${[...members, members[0]].join(' -> ')}`,
    `open the arrow ${open.from} -> ${open.to}:`,
    ...open.imports.map(({ from, to }) => `  ${from} imports ${to}`),
  ].join('\n  ');
}
