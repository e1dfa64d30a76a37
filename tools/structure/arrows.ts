import { dirname } from 'node:path/posix';
import type { Import } from './imports.ts';

/** One member of a folder (a file or a subfolder) imports from another, by these imports. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly imports: readonly Import[];
}

/** The arrows between the members of each folder that has any; `.` is `src` itself. */
export function arrowsByFolder(imports: readonly Import[]): Map<string, Arrow[]> {
  const counted = imports.filter((found) => !isConfigurationFragment(found, imports));
  const folders = [...new Set(counted.flatMap(({ from, to }) => [...parents(from), ...parents(to)]))].sort();
  return new Map(folders.map((folder) => [folder, arrowsIn(folder, counted)]));
}

function arrowsIn(folder: string, imports: readonly Import[]): Arrow[] {
  const byName = new Map<string, Arrow & { imports: Import[] }>();
  for (const found of imports) {
    const [from, to] = [memberOf(folder, found.from), memberOf(folder, found.to)];
    if (from === undefined || to === undefined || from === to) continue;
    const arrow = byName.get(`${from} ${to}`) ?? { from, to, imports: [] };
    arrow.imports.push(found);
    byName.set(`${from} ${to}`, arrow);
  }
  return [...byName.values()];
}

/** Which member of a folder a file is, or is in. */
function memberOf(folder: string, file: string): string | undefined {
  if (folder === '.') return file.split('/')[0];
  return file.startsWith(`${folder}/`) ? file.slice(folder.length + 1).split('/')[0] : undefined;
}

function parents(file: string): string[] {
  const folder = dirname(file);
  return folder === '.' ? ['.'] : [folder, ...parents(folder)];
}

/**
 * `config.ts` puts the configuration together from fragments that lie with their features (`accounts/accounts.config.ts`), which
 * import `config.ts` in turn. That is no arrow to the feature as long as the fragment imports nothing of the project.
 */
function isConfigurationFragment({ from, to }: Import, imports: readonly Import[]): boolean {
  return from === 'config.ts' && /^[^/]+\/[^/]+\.config\.ts$/.test(to) && !imports.some((found) => found.from === to);
}
