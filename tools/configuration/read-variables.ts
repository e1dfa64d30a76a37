import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../repository.ts';

/** Where variables are read beside the services, and what a reading looks like there. */
const READINGS: readonly (readonly [files: readonly string[], reading: RegExp])[] = [
  [['docker-compose*.yml'], /\$\{([A-Z][A-Z0-9_]*)/g],
  [['infra/gateway/Caddyfile'], /\{\$([A-Z][A-Z0-9_]*)/g],
  [
    ['infra/*/{src,test}/**/*.ts', 'libs/testing/src/**/*.ts', 'tools/**/*.ts'],
    /\benv\['([A-Z][A-Z0-9_]*)'\]|'(HALLPASS_[A-Z0-9_]+)'/g,
  ],
];

/** Set by the system and by npm. */
const SYSTEM = new Set(['PATH', 'INIT_CWD']);

const isOurs = (file: string): boolean =>
  !/(^|\/)(node_modules|dist|template)\//.test(file) &&
  !file.endsWith('.spec.ts') &&
  !file.startsWith('tools/configuration/');

/** The names of the variables that the compose files, the gateway, `infra` and the tools read. */
export function readVariables(): Set<string> {
  const names = READINGS.flatMap(([patterns, reading]) =>
    patterns
      .flatMap((pattern) => globSync(pattern, { cwd: REPOSITORY }))
      .filter(isOurs)
      .flatMap((file) => [...readFileSync(join(REPOSITORY, file), 'utf8').matchAll(reading)])
      .map(([, name, other]) => name ?? other ?? ''),
  );
  return new Set(names.filter((name) => !SYSTEM.has(name)));
}
