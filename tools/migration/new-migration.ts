/**
 * `npm run new:migration -- order-api add_weight`: a migration with the SQL for what the service's `prisma/schema.prisma` has and
 * its last migration does not lead to, to be completed by hand. Needs neither a database nor Prisma's engine.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../repository.ts';
import { schemaOf } from './last-migration.ts';
import { writeMigration } from './write-migration.ts';

const [service = '', name = ''] = process.argv.slice(2);
if (!existsSync(join(REPOSITORY, schemaOf(service))) || !/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error('usage: npm run new:migration -- <service> <name_of_the_change>');
  process.exit(2);
}
try {
  const folder = await writeMigration({ repository: REPOSITORY, service, name, at: new Date() });
  console.log(
    `written: ${folder}/migration.sql, and the schema that it leads to\n` +
      'Complete it: checks, partial indexes, data. It is applied at the next start.',
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
