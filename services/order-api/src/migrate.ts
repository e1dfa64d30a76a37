import { join } from 'node:path';
import { loadConfig, runMigrations, serviceConfig } from '@hallpass/platform';

const { DATABASE_URL } = loadConfig(serviceConfig.pick({ NODE_ENV: true, DATABASE_URL: true }));
await runMigrations('order-api', DATABASE_URL, join(import.meta.dirname, '../prisma/migrations'));
