import { basename } from 'node:path';

/**
 * One way to test every project: sources are transformed to CommonJS by swc, packages that are ES modules
 * are loaded as they are (Node >= 24.9 with --experimental-vm-modules), our own packages from their sources.
 *
 * @param {string} projectRoot absolute path of the project
 * @returns {import('jest').Config}
 */
export function preset(projectRoot) {
  return {
    displayName: basename(projectRoot),
    rootDir: projectRoot,
    testEnvironment: 'node',
    testEnvironmentOptions: { customExportConditions: ['@hallpass/source', 'node', 'node-addons'] },
    modulePathIgnorePatterns: ['<rootDir>/dist/'],
    moduleFileExtensions: ['ts', 'mts', 'js', 'mjs', 'cjs', 'json', 'node'],
    moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
    transform: {
      '^.+\\.ts$': [
        '@swc/jest',
        {
          jsc: {
            target: 'es2024',
            parser: { syntax: 'typescript', decorators: true },
            transform: { legacyDecorator: true, decoratorMetadata: true },
            keepClassNames: true,
          },
          module: { type: 'commonjs' },
          sourceMaps: 'inline',
        },
      ],
    },
    collectCoverageFrom: ['src/**/*.ts', '!src/**/*.spec.ts', '!src/generated/**', '!src/main.ts'],
    // A bound for what hangs, not a measure: real servers on a busy machine take their time.
    testTimeout: 60_000,
    // Counters in the transformed code, which is cached: V8's own counts are converted anew for each suite, which takes three times as long.
    coverageProvider: 'babel',
    coverageReporters: ['json', 'text-summary'],
  };
}
