/**
 * The servers of one jest run, in a process of their own: prints their addresses as one line of JSON, and ends them when
 * its standard input closes, which happens however the run ends.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNats, startPostgres } from '@hallpass/embedded';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
const closed = new Promise((resolve) => process.stdin.resume().once('close', resolve));
const folder = await mkdtemp(join(tmpdir(), 'hallpass-test-'));
// PostgreSQL may run as another user than this one.
await chmod(folder, 0o755);
try {
  const [postgres, nats] = await Promise.all([
    startPostgres({ dataDir: join(folder, 'postgres'), durable: false }),
    startNats({ storeDir: join(folder, 'nats') }),
  ]);
  process.stdout.write(`${JSON.stringify({ folder, postgresUrl: postgres.url, natsUrl: nats.url })}\n`);
  await closed;
  await Promise.all([postgres.kill9(), nats.kill9()]);
} finally {
  // Servers that were killed with their suite take a moment to let go of their files.
  await rm(folder, { recursive: true, force: true, maxRetries: 20 });
}
