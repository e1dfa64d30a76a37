import { dirname, join } from 'node:path/posix';
import { type Arrow, arrowsByFolder } from './arrows.ts';
import { type Cycle, cycles, isInCycle } from './cycles.ts';
import type { Import } from './imports.ts';
import type { KnownArrow } from './known-arrows.ts';

/** The sources of a project. Imports are relative to the folder. */
export interface Sources {
  /** Relative to the repository. */
  readonly folder: string;
  readonly imports: readonly Import[];
}

/** Cycles that are not known, and known ones that are gone. */
export function cycleViolations(projects: readonly Sources[], known: readonly KnownArrow[]): string[] {
  const byFolder = new Map(
    projects.flatMap(({ folder: src, imports }) =>
      [...arrowsByFolder(imports)].map(([folder, arrows]) => [join(src, folder), arrows] as const),
    ),
  );
  const isKnown = (folder: string, { from, to }: Arrow) =>
    known.some((arrow) => arrow.folder === folder && arrow.from === from && arrow.to === to);
  const closesCycle = ({ folder, from, to }: KnownArrow) => {
    const arrows = byFolder.get(folder) ?? [];
    return arrows.some((arrow) => arrow.from === from && arrow.to === to && isInCycle(arrow, arrows));
  };
  return [
    ...[...byFolder].flatMap(([folder, arrows]) =>
      cycles(arrows.filter((arrow) => !isKnown(folder, arrow))).map((cycle) => describe(folder, cycle)),
    ),
    ...known
      .filter((arrow) => !closesCycle(arrow))
      .map(
        ({ folder, from, to }) =>
          `${folder}: the arrow ${from} -> ${to} closes no cycle any more; remove it from tools/structure/known-arrows.ts`,
      ),
  ];
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
