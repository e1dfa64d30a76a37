/**
 * `npm run test:compose`: builds the images, brings the whole system up under a name and ports of its own, runs the tests
 * against it, and takes it down with its volumes, whatever happens. Arguments are jest's.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { testSystem } from './system/test-system.ts';
import { REPOSITORY } from './system/docker-compose.ts';

const print = (line: string) => void process.stdout.write(`${line}\n`);

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupted.abort(new Error(`ended by ${signal}`));
  });
}

/** Ends with the tests, or with what interrupts them. The certificate is one that the processes of the tests trust. */
async function runTests(system: object, caFile: string): Promise<number> {
  const jest = [join(REPOSITORY, 'tools/jest.ts'), 'compose', 'infra/compose', ...process.argv.slice(2)];
  const child = spawn(process.execPath, jest, {
    cwd: REPOSITORY,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
    // eslint-disable-next-line no-restricted-properties -- the tests find docker by it, too
    env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile, HALLPASS_COMPOSE_SYSTEM: JSON.stringify(system) },
  });
  // All of its group: jest is a child of it.
  interrupted.signal.addEventListener('abort', () => child.pid && process.kill(-child.pid, 'SIGTERM'));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

const { system, start, stop, logs } = await testSystem(print);
let status = 1;
try {
  await start(interrupted.signal);
  status = await runTests(system, system.caFile);
} catch (error) {
  const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
  print(`${stdout}${stderr}\n${String(error)}`);
}
try {
  if (status !== 0 && !interrupted.signal.aborted) print(await logs());
} finally {
  await stop();
}
process.exitCode = status;
