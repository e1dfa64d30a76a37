import { defineConfig } from 'prisma/config';

// `prisma generate` runs no engine but looks for one; any executable will do. Never for other commands: they would do nothing and succeed.
if (process.argv.includes('generate')) process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= process.execPath;

export default defineConfig({ schema: 'prisma/schema.prisma', migrations: { path: 'prisma/migrations' } });
