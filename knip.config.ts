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
    'libs/*': { entry: tests, project: ['{src,test}/**/*.ts'] },
    'libs/testing': { entry: ['src/jest/*.ts', ...tests], project: ['src/**/*.ts'] },
    'services/*': service,
    'infra/embedded': {
      entry: ['src/{start,reset}.ts', 'src/demo/demo.ts', 'src/servers/reaper.ts', ...tests],
      project: ['{src,test}/**/*.ts'],
    },
    tools: {
      entry: ['{test,jest,count,commits,errors,scopes,layers,openapi}.ts', 'jest.config.mjs', '*.spec.ts'],
      project: ['*.ts'],
    },
  },
  ignoreExportsUsedInFile: true,
  // Used by name: in .githooks, by @nx/eslint-plugin to read TypeScript, and in nx.json.
  ignoreDependencies: ['@commitlint/cli', '@nx/js', 'prisma'],
};

export default config;
