/** Holds the messages of all commits of this branch against commitlint.config.mjs. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { REPOSITORY } from './repository.ts';

const git = (...args: string[]): string => execFileSync('git', args, { cwd: REPOSITORY, encoding: 'utf8' }).trim();
const commitlint = join(dirname(createRequire(import.meta.url).resolve('@commitlint/cli/package.json')), 'cli.js');

// A root commit has no parent to count from: it is read on its own. A shallow clone has one where its history ends.
const roots = git('rev-list', '--max-parents=0', 'HEAD').split('\n');
const check = (args: string[], input?: string): boolean =>
  spawnSync(process.execPath, [commitlint, ...args], {
    cwd: REPOSITORY,
    ...(input === undefined ? { stdio: 'inherit' } : { input, stdio: ['pipe', 'inherit', 'inherit'] }),
  }).status === 0;
const good = roots.map((root) => check([], git('log', '-1', '--format=%B', root)));
if (git('rev-parse', 'HEAD') !== roots[0]) good.push(check(['--from', roots[0] ?? '', '--to', 'HEAD']));
console.log(`${git('rev-list', '--count', 'HEAD')} commit messages read`);
if (good.includes(false)) process.exitCode = 1;
