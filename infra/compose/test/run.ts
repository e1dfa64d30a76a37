/**
 * `npm run test:compose`: builds the images, brings the whole system up under a name and ports of its own, runs the tests
 * against it, and takes it down with its volumes, whatever happens. Arguments are jest's.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { notRun } from './system/documented.ts';
import { testSystem, type TestSystem } from './system/test-system.ts';
import { REPOSITORY } from './system/docker-compose.ts';

/** Whether every test is run, and so every command of the documents. */
const isWhole = process.argv.length === 2;

const print = (line: string) => void process.stdout.write(`${line}\n`);

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupted.abort(new Error(`ended by ${signal}`));
  });
}

/** Ends with the tests, or with what interrupts them. The certificate is one that the processes of the tests trust. */
async function runTests(system: TestSystem, kind: string, project: string): Promise<number> {
  interrupted.signal.throwIfAborted();
  const jest = [join(REPOSITORY, 'tools/jest.ts'), kind, project, ...process.argv.slice(2)];
  const child = spawn(process.execPath, jest, {
    cwd: REPOSITORY,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
    env: {
      // eslint-disable-next-line no-restricted-properties -- the tests find docker by it, too
      ...process.env,
      NODE_EXTRA_CA_CERTS: system.caFile,
      HALLPASS_COMPOSE_SYSTEM: JSON.stringify(system),
      // For suites that are also run on the system as processes: all that they need are addresses.
      HALLPASS_E2E_SYSTEM: JSON.stringify({ urls: system.urls }),
    },
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
  // Whole journeys first: after that, parts of it are restarted.
  const journeys = await runTests(system, 'gateway', 'infra/embedded');
  status = (await runTests(system, 'compose', 'infra/compose')) || journeys;
  const missing = isWhole ? notRun(system) : [];
  for (const command of missing) print(`No test has run a command of the documents, docs/${command}`);
  if (missing.length > 0) status ||= 1;
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
