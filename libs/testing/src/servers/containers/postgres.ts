import { PostgreSqlContainer } from '@testcontainers/postgresql';
import { POSTGRES_IMAGE } from './images.ts';
import { runLabels } from './test-run.ts';

const SETTINGS = ['max_connections=300', 'fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/** A PostgreSQL in a container; what it holds is in memory. Its URL is the superuser's. */
export async function startPostgresContainer(folder: string): Promise<{ url: string }> {
  const container = await new PostgreSqlContainer(POSTGRES_IMAGE)
    .withUsername('postgres')
    .withDatabase('postgres')
    .withTmpFs({ '/var/lib/postgresql': 'rw' })
    .withCommand(['postgres', ...SETTINGS.flatMap((setting) => ['-c', setting])])
    .withLabels(runLabels(folder))
    .start();
  return { url: container.getConnectionUri() };
}
