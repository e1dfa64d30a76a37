import { join } from 'node:path';
import { loadConfig, migrate, serviceConfig } from '@hallpass/platform';

const { DATABASE_URL } = loadConfig(serviceConfig.pick({ NODE_ENV: true, DATABASE_URL: true }));
const applied = await migrate(DATABASE_URL, join(import.meta.dirname, '../prisma/migrations'));
process.stdout.write(`order-api: ${applied.length === 0 ? 'nothing to migrate' : `applied ${applied.join(', ')}`}\n`);
