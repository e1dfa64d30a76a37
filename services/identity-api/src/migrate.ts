import { fileURLToPath } from 'node:url';
import { loadConfig, runMigrations, serviceConfig } from '@hallpass/platform';

const { DATABASE_URL } = loadConfig(serviceConfig.pick({ NODE_ENV: true, DATABASE_URL: true }));
await runMigrations('identity-api', DATABASE_URL, fileURLToPath(new URL('../prisma/migrations', import.meta.url)));
