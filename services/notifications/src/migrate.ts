import { join } from 'node:path';
import { loadConfig, runMigrations } from '@hallpass/platform';
import { configSchema } from './config.js';

const { DATABASE_URL } = loadConfig(configSchema.pick({ DATABASE_URL: true }));
await runMigrations('notifications', DATABASE_URL, join(import.meta.dirname, '../prisma/migrations'));
