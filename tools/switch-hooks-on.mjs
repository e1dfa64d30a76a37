/**
 * Part of `npm ci`, with whatever Node there is: switches on the hooks of .githooks in a clone of this repository. Not in a copy inside
 * of another repository, and not where somebody has hooks of his own.
 */
import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';

const git = (...args) => spawnSync('git', args, { encoding: 'utf8' }).stdout?.trim() ?? '';
const isOurs = git('rev-parse', '--show-toplevel') === realpathSync(dirname(import.meta.dirname));
if (isOurs && git('config', 'core.hooksPath') === '') git('config', 'core.hooksPath', '.githooks');
