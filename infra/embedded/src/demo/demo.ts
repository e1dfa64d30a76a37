/** `npm run demo`: the guided tour, against the system that runs or one of its own. `--json` prints one JSON object. */
import { defaultStateDir, runningSystem, startTemporarySystem, statePaths, type SystemUrls } from '../system/index.ts';
import { json, table } from './report.ts';
import { takeTour } from './take-tour.ts';
import { Tour, TourFailure } from './tour.ts';

const HOW_MEASURED = 'What follows an arrow counts from the answer to what stands before it; 0.0 ms is not after it.';
const asJson = process.argv.includes('--json');
const tell = asJson ? () => undefined : console.log;
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    stop.abort(new Error('stopped'));
  });

try {
  process.exitCode = await withSystem(show);
} catch (error) {
  console.error(stop.signal.aborted ? 'stopped' : error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function show(urls: SystemUrls): Promise<number> {
  const tour = new Tour(tell);
  try {
    await takeTour(tour, urls);
    console.log(asJson ? json(tour.steps) : `\n${table(tour.steps)}\n${HOW_MEASURED}\n\nAll of it is so.`);
    return 0;
  } catch (error) {
    if (!(error instanceof TourFailure)) throw error;
    if (asJson) console.log(json(tour.steps, { step: error.step, message: error.message }));
    console.error(`\nNot so: ${error.message}`);
    return 1;
  }
}

/** The system that runs on the usual state folder, or one for the tour alone. */
async function withSystem(work: (urls: SystemUrls) => Promise<number>): Promise<number> {
  const running = await runningSystem(statePaths(defaultStateDir()).record);
  if (running?.ready !== undefined) return work(running.ready.urls);
  tell('No system runs: starting one for the tour.');
  const system = await startTemporarySystem({ build: true, onProgress: tell, signal: stop.signal });
  const interrupted = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', reject);
    void system.crashed.then(reject);
  });
  try {
    return await Promise.race([work(system.urls), interrupted]);
  } finally {
    await system.stop();
  }
}
