import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY, type ComposeProject } from './docker-compose.ts';

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** What a command came to. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a script of bash at the root of the repository, as an operator does whose environment names this system. The first
 * command that fails ends it.
 *
 * @param variables what differs from those of the system
 */
export async function bash(
  { project, variables: own, overrides = [] }: ComposeProject,
  script: string,
  variables: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Promise<Ended> {
  const env = {
    // eslint-disable-next-line no-restricted-properties -- docker, npm and curl are found by it
    ...process.env,
    ...own,
    COMPOSE_PROJECT_NAME: project,
    COMPOSE_FILE: ['docker-compose.yml', ...overrides].join(delimiter),
    // The Node.js of the repository, as `npm run` finds it.
    // eslint-disable-next-line no-restricted-properties -- as above
    PATH: [join(REPOSITORY, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter),
    NODE_OPTIONS: '',
    ...variables,
  };
  const options = { cwd: REPOSITORY, env, maxBuffer: MAX_OUTPUT_BYTES, ...(signal && { signal }) };
  try {
    return { code: 0, ...(await run('bash', ['-euo', 'pipefail', '-c', script], options)) };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: number; stdout?: string; stderr?: string };
    if (typeof code !== 'number') throw error;
    return { code, stdout, stderr };
  }
}
