import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../repository.ts';
import { EditError } from './edit.ts';
import type { Names } from './names.ts';

type Versions = Record<string, string>;

const DEPENDENCIES = [
  '@hallpass/auth',
  '@hallpass/contracts',
  '@hallpass/keys',
  '@hallpass/platform',
  '@hallpass/ports',
  '@hallpass/resource-server',
  '@hallpass/verifier',
  '@nestjs/common',
  '@nestjs/swagger',
  '@prisma/client',
  'reflect-metadata',
  'rxjs',
  'zod',
];

/** What the templates ask for. */
export function templateValues({ kebab, camel, pascal, one, table, words, oneWords }: Names): Record<string, string> {
  const { dependencies, devDependencies } = readJson('services/order-api/package.json');
  const nats = readJson('libs/testing/package.json').dependencies;
  return {
    name: kebab,
    camel,
    Pascal: pascal,
    words,
    one: one.kebab,
    oneCamel: one.camel,
    OnePascal: one.pascal,
    oneSnake: one.snake,
    oneWords,
    table,
    dependencies: pick(dependencies, DEPENDENCIES),
    devDependencies: pick({ ...devDependencies, ...nats, ...dependencies }, [
      '@hallpass/testing',
      '@nats-io/transport-node',
      '@nestjs/platform-fastify',
      'prisma',
    ]),
  };
}

/** As the pattern has them: a version is decided once for the repository. */
function pick(versions: Versions, names: readonly string[]): string {
  const missing = names.find((name) => versions[name] === undefined);
  if (missing !== undefined) throw new EditError(`OrderAPI and the testing library know no version of ${missing}.`);
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, versions[name]])));
}

const readJson = (file: string) =>
  JSON.parse(readFileSync(join(REPOSITORY, file), 'utf8')) as { dependencies: Versions; devDependencies: Versions };
