import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { REPOSITORY } from '../repository.ts';

/** What a compiler needs to know of workspaces. */
const OF_WORKSPACES = new Set(['customConditions', 'composite']);

/** The settings of every project of this repository. */
type Preset = (projectRoot: string) => Record<string, unknown>;

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** How a fork is compiled and tested: as here, but with its libraries as they were packed instead of their sources. */
export async function settings(name: string): Promise<Record<string, string>> {
  const { preset } = (await import(pathToFileURL(join(REPOSITORY, 'jest.preset.mjs')).href)) as { preset: Preset };
  return { ...compilerSettings(), 'jest.config.json': jestSettings(name, preset(REPOSITORY)) };
}

function compilerSettings(): Record<string, string> {
  const base = JSON.parse(readFileSync(join(REPOSITORY, 'tsconfig.base.json'), 'utf8')) as {
    compilerOptions: Record<string, unknown>;
  };
  const options = Object.fromEntries(
    Object.entries(base.compilerOptions).filter(([option]) => !OF_WORKSPACES.has(option)),
  );
  return {
    'tsconfig.json': json({
      compilerOptions: { ...options, rootDir: 'src', outDir: 'dist' },
      include: ['src/**/*.ts'],
      exclude: ['src/**/*.spec.ts'],
    }),
    'tsconfig.spec.json': json({
      extends: './tsconfig.json',
      compilerOptions: {
        rootDir: '.',
        noEmit: true,
        allowImportingTsExtensions: true,
        resolveJsonModule: true,
        types: ['node', 'jest'],
      },
      include: ['src/**/*.ts', 'test/**/*.ts', 'dev/**/*.ts', 'prisma.config.ts'],
      exclude: [],
    }),
  };
}

function jestSettings(name: string, preset: Record<string, unknown>): string {
  const { testEnvironment, modulePathIgnorePatterns, moduleFileExtensions, moduleNameMapper, transform, testTimeout } =
    preset;
  const servers = '<rootDir>/node_modules/@hallpass/testing/dist/jest';
  return json({
    displayName: name,
    testEnvironment,
    testMatch: ['**/*.spec.ts'],
    modulePathIgnorePatterns,
    moduleFileExtensions,
    moduleNameMapper,
    transform,
    testTimeout,
    globalSetup: `${servers}/global-setup.js`,
    globalTeardown: `${servers}/global-teardown.js`,
  });
}
