/** `npm run bench`: every group, or with `--only <name>` one of them; `--json` prints one JSON object. */
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { deactivation } from './groups/deactivation.ts';
import { memory } from './groups/memory.ts';
import { refresh } from './groups/refresh.ts';
import { interruption } from './interruption.ts';
import type { Result } from './result.ts';
import { table } from './table.ts';

const GROUPS: Readonly<Record<string, (tell: (line: string) => void, options: Options) => Promise<Result>>> = {
  memory,
  deactivation,
  refresh,
};
interface Options {
  readonly events: number;
  readonly live: number;
  readonly rounds: number;
  readonly seconds: number;
}

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    events: { type: 'string', default: '20000' },
    live: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '10' },
  },
});
const tell = values.json ? () => undefined : console.log;
const names = values.only === undefined ? Object.keys(GROUPS) : [values.only];
const options = {
  events: Number(values.events),
  live: Number(values.live),
  rounds: Number(values.rounds),
  seconds: Number(values.seconds),
};

try {
  const results: Result[] = [];
  tell(`Node ${process.version}, ${availableParallelism()} cores of ${cpus()[0]?.model ?? 'an unknown kind'}`);
  for (const name of names) {
    const group = GROUPS[name];
    if (group === undefined)
      throw new Error(`There is no group "${name}"; there are ${Object.keys(GROUPS).join(', ')}.`);
    const result = await group(tell, options);
    results.push(result);
    tell(['', result.title, '', table(result.heading, result.rows), '', ...result.notes].join('\n'));
    for (const failure of result.failures) console.error(`FAILED: ${failure}`);
  }
  if (values.json)
    console.log(JSON.stringify(Object.fromEntries(results.map(({ title, figures }) => [title, figures]))));
  process.exitCode = results.some(({ failures }) => failures.length > 0) ? 1 : 0;
} catch (error) {
  console.error(interruption.aborted ? 'stopped' : error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
