import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { noWallClockDurations } from './eslint.clocks.mjs';

const layers = [
  { sourceTag: 'layer:pure', onlyDependOnLibsWithTags: ['layer:pure'] },
  { sourceTag: 'layer:platform', onlyDependOnLibsWithTags: ['layer:platform', 'layer:pure'] },
  { sourceTag: 'layer:service', onlyDependOnLibsWithTags: ['layer:platform', 'layer:pure'] },
  { sourceTag: 'layer:test', onlyDependOnLibsWithTags: ['layer:test', 'layer:pure'] },
  { sourceTag: 'layer:bench', onlyDependOnLibsWithTags: ['layer:test', 'layer:platform', 'layer:pure'] },
  { sourceTag: 'scope:shared', onlyDependOnLibsWithTags: ['scope:shared'] },
  { sourceTag: 'scope:identity', onlyDependOnLibsWithTags: ['scope:identity', 'scope:shared'] },
  { sourceTag: 'scope:order', onlyDependOnLibsWithTags: ['scope:order', 'scope:shared'] },
  { sourceTag: 'scope:notifications', onlyDependOnLibsWithTags: ['scope:notifications', 'scope:shared'] },
];

/** Tests may reach for the test layer, whatever the layer of what they test. */
const layersInTests = layers.map((rule) =>
  rule.sourceTag.startsWith('layer:')
    ? { ...rule, onlyDependOnLibsWithTags: [...rule.onlyDependOnLibsWithTags, 'layer:test'] }
    : rule,
);

const boundaries = (depConstraints) => ({
  '@nx/enforce-module-boundaries': ['error', { enforceBuildableLibDependency: false, allow: [], depConstraints }],
});

/** The environment is parsed once, in a configuration module; nothing else reads it. */
const noEnvironment = {
  'no-restricted-properties': [
    'error',
    {
      object: 'process',
      property: 'env',
      message: 'Read the environment in a config file, once, into a typed object.',
    },
  ],
};

const forbid = (message, ...group) => ({ group, message });

export default tseslint.config(
  { ignores: ['**/dist/**', '**/generated/**', '**/test-output/**', '**/node_modules/**', '**/.hallpass/**'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strict],
    plugins: { '@nx': nx },
    languageOptions: {
      parserOptions: { project: ['tsconfig.json', 'tsconfig.spec.json'], tsconfigRootDir: process.cwd() },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      ...boundaries(layers),
      ...noEnvironment,
      '@typescript-eslint/no-extraneous-class': 'off', // Nest modules are classes without members
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    ignores: ['**/*.spec.ts', '**/test/**'],
    rules: noWallClockDurations,
  },
  {
    files: ['libs/verifier/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            forbid('The verifier knows no framework.', '@nestjs/*', 'rxjs', 'passport*', 'express', 'fastify', 'pino'),
          ],
        },
      ],
    },
  },
  {
    files: ['**/domain/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            forbid('The domain knows no framework.', '@nestjs/*', 'fastify', 'rxjs'),
            forbid(
              'The domain knows no database.',
              '@prisma/*',
              'pg',
              '**/generated/**',
              '**/data/**',
              '**/database/**',
            ),
            forbid('The domain knows no broker.', '@nats-io/*', '@hallpass/messaging', '@hallpass/platform'),
            forbid('Dependencies point inwards: http -> use-cases -> domain.', '**/http/**', '**/use-cases/**'),
          ],
        },
      ],
    },
  },
  {
    files: ['**/use-cases/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [forbid('A use case does not know HTTP.', '**/http/**', 'fastify', '@nestjs/platform-fastify')] },
      ],
    },
  },
  {
    files: ['**/*.spec.ts', '**/test/**/*.ts'],
    rules: { ...boundaries(layersInTests), '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: [
      '**/config.ts',
      '**/config/**/*.ts',
      '**/*.config.ts',
      'libs/testing/**/*.ts',
      'infra/embedded/**/*.ts',
      'tools/{fork,packages,new-service}/**/*.ts',
      '**/jest/*.ts',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['infra/{bench,embedded}/**/*.ts', 'tools/**/*.ts', '**/cli/**/*.ts', 'libs/*/examples/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // They import their own package as an application does.
    files: ['libs/*/examples/*.ts'],
    rules: { '@nx/enforce-module-boundaries': 'off' },
  },
);
