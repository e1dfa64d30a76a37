/**
 * `npm run chaos`: a system under load, in which one part after the other fails. `--only <word>` takes the faults whose name has
 * that word, `--json` prints one JSON object. Ends with 1 when anything happened that must not.
 */
import { parseArgs } from 'node:util';
import { FAULTS } from './faults.ts';
import { HEADING, json, table } from './report.ts';
import { run } from './run.ts';
import { startStage } from './stage.ts';

const { values } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'boolean', default: false } } });
const tell = values.json ? () => undefined : console.log;
const faults = FAULTS.filter(({ name }) => name.includes(values.only ?? ''));
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    stop.abort(new Error('stopped'));
  });

try {
  if (faults.length === 0) throw new Error(`No fault has "${values.only}" in its name.`);
  process.exitCode = await chaos();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
// A load that was given up half-way waits for answers that no longer come.
process.exit();

async function chaos(): Promise<number> {
  const stage = await startStage(tell, stop.signal);
  const interrupted = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => {
      reject(stop.signal.reason as Error);
    });
    void stage.system.crashed.then(reject);
  });
  try {
    tell(HEADING);
    const outcome = await Promise.race([run(stage, faults, tell), interrupted]);
    console.log(values.json ? json(outcome) : table(outcome));
    return outcome.ledger.breaches.length === 0 ? 0 : 1;
  } finally {
    await stage.stop();
  }
}
