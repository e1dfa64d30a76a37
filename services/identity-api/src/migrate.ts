import { fileURLToPath } from 'node:url';
import { loadConfig, migrate, serviceConfig } from '@hallpass/platform';

const { DATABASE_URL } = loadConfig(serviceConfig.pick({ NODE_ENV: true, DATABASE_URL: true }));
const applied = await migrate(DATABASE_URL, fileURLToPath(new URL('../prisma/migrations', import.meta.url)));
process.stdout.write(
  `identity-api: ${applied.length === 0 ? 'nothing to migrate' : `applied ${applied.join(', ')}`}\n`,
);
