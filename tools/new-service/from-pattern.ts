import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../repository.ts';
import { EditError } from './edit.ts';
import type { Names } from './names.ts';

const PATTERN = 'services/order-api';

/** What is the same in every service that verifies tokens, but for its name: taken from OrderAPI as it is today. */
const FILES = [
  'jest.config.mjs',
  'prisma.config.ts',
  'prisma/migrations/migration_lock.toml',
  'src/database/database.ts',
  'src/main.ts',
  'src/migrate.ts',
];

/** @throws {EditError} when something of the pattern would be left in the new service */
export function fromPattern(names: Names): Record<string, string> {
  return Object.fromEntries(
    FILES.map((file) => {
      const text = renamed(readFileSync(join(REPOSITORY, PATTERN, file), 'utf8'), names);
      const left = /.*order.?api.*/i.exec(text);
      if (left !== null) throw new EditError(`${PATTERN}/${file} says more of itself than its name: ${left[0].trim()}`);
      return [file, text];
    }),
  );
}

const renamed = (text: string, { kebab, camel, pascal, snake }: Names): string =>
  text
    .replaceAll('order-api', kebab)
    .replaceAll('order_api', snake)
    .replaceAll('orderApi', camel)
    .replaceAll('OrderAPI', pascal)
    // Why a transaction of orders may wait is none of this service's business.
    .replace(/^ *\/\/ A post waits for another with its Idempotency-Key.*\n/m, '');
