/**
 * `npm run new:migration -- order-api add_weight`: a migration with the SQL for what has changed in the service's
 * `prisma/schema.prisma` since the last commit, to be completed by hand. Needs neither a database nor Prisma's engine.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../repository.ts';
import { migrationFolder } from './migration-folder.ts';
import { schemaDifference } from './schema-difference.ts';

const TO_WRITE = '-- The schema has not changed. Write the statements here.\n';

const [service = '', name = ''] = process.argv.slice(2);
const schema = `services/${service}/prisma/schema.prisma`;
if (!existsSync(join(REPOSITORY, schema)) || !/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error('usage: npm run new:migration -- <service> <name_of_the_change>');
  process.exit(2);
}
if (execFileSync('git', ['ls-tree', 'HEAD', schema], { cwd: REPOSITORY, encoding: 'utf8' }) === '') {
  console.error(`${schema} is not committed yet: commit the service with its first migration, then change it.`);
  process.exit(1);
}
const committed = execFileSync('git', ['show', `HEAD:${schema}`], { cwd: REPOSITORY, encoding: 'utf8' });
const sql = await schemaDifference(committed, readFileSync(join(REPOSITORY, schema), 'utf8'));
const folder = `services/${service}/prisma/migrations/${migrationFolder(name, new Date())}`;
mkdirSync(join(REPOSITORY, folder));
writeFileSync(join(REPOSITORY, folder, 'migration.sql'), sql === '' ? TO_WRITE : sql);
console.log(
  `written: ${folder}/migration.sql\nComplete it: checks, partial indexes, data. It is applied at the next start.`,
);
