/**
 * The servers of one jest run, in a process of their own: prints their addresses as one line of JSON, and ends them when
 * its standard input closes, which happens however the run ends.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRunServers } from '../servers/run-servers.ts';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
const closed = new Promise((resolve) => process.stdin.resume().once('close', resolve));
const folder = await mkdtemp(join(tmpdir(), 'hallpass-test-'));
// PostgreSQL may run as another user than this one.
await chmod(folder, 0o755);
try {
  const { postgresUrl, natsUrl, end } = await startRunServers(folder);
  process.stdout.write(`${JSON.stringify({ folder, postgresUrl, natsUrl })}\n`);
  await closed;
  await end();
} finally {
  // Servers that were killed with their suite take a moment to let go of their files.
  await rm(folder, { recursive: true, force: true, maxRetries: 20 });
}
