import { join } from 'node:path';
import { loadConfig, migrate } from '@hallpass/platform';
import { configSchema } from './config.js';

const { DATABASE_URL } = loadConfig(configSchema.pick({ DATABASE_URL: true }));
await migrate(DATABASE_URL, join(import.meta.dirname, '../prisma/migrations'));
