/**
 * `npm start`: the whole system on this machine, until Ctrl-C or SIGTERM. `npm run dev` adds `--watch`: whatever source changes is
 * compiled, and the services that use it start again.
 */
import { perService } from '@hallpass/system';
import {
  addressTable,
  AlreadyRunningError,
  compileChanges,
  defaultStateDir,
  readyLine,
  startSystem,
  type System,
} from './system/index.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    stop.abort(new Error('stopped'));
  });

process.exitCode = await run(process.argv.includes('--watch'));

async function run(watch: boolean): Promise<number> {
  try {
    const system = await startSystem({
      stateDir: defaultStateDir(),
      ports: process.env['HALLPASS_PORTS'] === 'free' ? 'free' : 'fixed',
      build: true,
      watch,
      environment: perService(() => ({ CORS_ORIGINS: process.env['CORS_ORIGINS'] ?? '' })),
      onProgress: console.log,
      signal: stop.signal,
    });
    console.log(addressTable(system.urls));
    console.log(readyLine(system.urls));
    const end = watch ? compileChanges() : undefined;
    const code = await untilStopped(system);
    end?.();
    return code;
  } catch (error) {
    if (stop.signal.aborted) return 0;
    if (error instanceof AlreadyRunningError) console.error(alreadyRunning(error));
    else console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

async function untilStopped(system: System): Promise<number> {
  const stopped = new Promise<undefined>((resolve) => {
    if (stop.signal.aborted) resolve(undefined);
    stop.signal.addEventListener('abort', () => {
      resolve(undefined);
    });
  });
  const crash = await Promise.race([system.crashed, stopped]);
  console.log(crash === undefined ? '\nstopping' : `\n${crash.message}\n\nstopping the rest`);
  await system.stop();
  console.log('stopped');
  return crash === undefined ? 0 : 1;
}

function alreadyRunning({ message, record }: AlreadyRunningError): string {
  const addresses = record.ready === undefined ? 'It is still starting.' : addressTable(record.ready.urls);
  return `${message}\n${addresses}\nEnd it with Ctrl-C where it runs, or: kill ${record.starter.pid}`;
}
