import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const REPOSITORY = join(import.meta.dirname, '..');

/** One of our own packages: an npm workspace, an Nx project. */
export interface Workspace {
  name: string;
  /** Relative to the repository. */
  folder: string;
  description: string;
  tags: string[];
  /** Never published to a registry. */
  isPrivate: boolean;
  dependencies: string[];
  devDependencies: string[];
}

interface PackageJson {
  name: string;
  description?: string;
  private?: boolean;
  nx?: { tags?: string[] };
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const json = (file: string): unknown => JSON.parse(readFileSync(join(REPOSITORY, file), 'utf8'));

/** Every workspace of the repository, with those of its dependencies that are workspaces themselves. */
export function workspaces(): Workspace[] {
  const { workspaces: patterns } = json('package.json') as { workspaces: string[] };
  const folders = patterns
    .flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: REPOSITORY }))
    .map((file) => file.replace('/package.json', ''))
    .sort();
  const found = folders.map((folder) => ({ folder, manifest: json(`${folder}/package.json`) as PackageJson }));
  const names = new Set(found.map(({ manifest }) => manifest.name));
  const ours = (dependencies: Record<string, string> = {}) =>
    Object.keys(dependencies).filter((name) => names.has(name));
  return found.map(({ folder, manifest }) => ({
    name: manifest.name,
    folder,
    description: manifest.description ?? '',
    tags: manifest.nx?.tags ?? [],
    isPrivate: manifest.private ?? false,
    dependencies: ours({ ...manifest.dependencies, ...manifest.peerDependencies }),
    devDependencies: ours(manifest.devDependencies),
  }));
}

/** The sources of a project, without its tests and without what is generated; relative to the repository. */
export function sources(folder: string): string[] {
  return globSync(`${folder}/src/**/*.ts`, { cwd: REPOSITORY })
    .filter((file) => !file.endsWith('.spec.ts') && !file.includes('/generated/'))
    .sort();
}
