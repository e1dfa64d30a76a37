/**
 * Runs the README as its reader would: `npm start` until its `ready` line, then the tour's curl block word for word,
 * then Ctrl-C. Fails when an answer is not what the README says. `node tools/readme-tour.ts`
 *
 * With addresses, a system that runs elsewhere: `node tools/readme-tour.ts <identity> <orders> <notifications> <mail>`;
 * they take the place of the first line of the block.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..');

/** What the tour prints, step by step. */
const EXPECTED: readonly [step: string, pattern: RegExp][] = [
  ['1. registration is accepted', /^HTTP\/(1\.1|2) 202/m],
  ['2. the address is verified', /^204$/m],
  ['4. an order is placed', /"status": "placed"[\s\S]*"total"/],
  ['5. the order token is refused by notifications', /^invalid_token$/m],
  ['5. the inbox tells of the order', /^".+"$/m],
  ['6. the account is deactivated', /"status": "deactivated"[\s\S]*"propagation": "published"/],
  ['6. both services refuse its tokens', /^invalid_token\ninvalid_token\n?$/m],
  ['7. every verifier has applied it', /^\{"known":3,"applied":3,"complete":true,"missing":\[\]\}$/m],
];

function tourOf(readme: string): string {
  const block = /<!-- tour -->\s*```bash\n([\s\S]*?)```/.exec(readme)?.[1];
  if (block === undefined) throw new Error('README.md has no bash block after <!-- tour -->');
  return block;
}

async function startSystem() {
  const child = spawn('npm', ['start', '--silent'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const ready = (async () => {
    for await (const line of lines) if (line.startsWith('ready')) return;
    throw new Error('npm start ended without its ready line');
  })();
  await ready;
  child.stdout.resume();
  return {
    async stop(): Promise<void> {
      child.kill('SIGTERM');
      const [code] = await exited;
      if (code !== 0) throw new Error(`npm start ended with ${code} after SIGTERM`);
    },
  };
}

/** The block with other addresses than those of `npm start`. */
function at([identity, orders, notifications, mail]: readonly string[], tour: string): string {
  const [first = '', ...rest] = tour.split('\n');
  if (!first.startsWith('IDENTITY=')) throw new Error('the tour does not begin with the addresses');
  return [`IDENTITY=${identity} ORDERS=${orders} NOTIFICATIONS=${notifications} MAIL=${mail}`, ...rest].join('\n');
}

const addresses = process.argv.slice(2);
const block = tourOf(readFileSync(join(root, 'README.md'), 'utf8'));
const system = addresses.length === 0 ? await startSystem() : undefined;
let failed = 0;
try {
  const tour = spawnSync('bash', ['-c', system === undefined ? at(addresses, block) : block], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  let rest = tour.stdout;
  for (const [step, pattern] of EXPECTED) {
    const match = pattern.exec(rest);
    console.log(`${match === null ? 'FAILED' : 'ok    '} ${step}`);
    if (match === null) {
      failed += 1;
      continue;
    }
    rest = rest.slice(match.index + match[0].length);
  }
  if (failed > 0) console.log(`\nThe tour printed:\n${tour.stdout}\n${tour.stderr}`);
} finally {
  await system?.stop();
}
process.exitCode = failed === 0 ? 0 : 1;
