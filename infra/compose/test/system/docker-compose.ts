import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The root of the repository: where docker-compose.yml is. */
export const REPOSITORY = join(import.meta.dirname, '../../../..');

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** A system in containers, by its own name: several can run beside each other. */
export interface ComposeProject {
  readonly project: string;
  /** The variables that docker-compose.yml reads. */
  readonly variables: Readonly<Record<string, string>>;
  /** Files laid over docker-compose.yml. */
  readonly overrides?: readonly string[];
}

/** Runs `docker compose <args>` and answers what it printed. Rejects, with all of that, when it ends with anything but 0. */
export function compose(system: ComposeProject, args: readonly string[], signal?: AbortSignal): Promise<string> {
  const { project, variables, overrides = [] } = system;
  const files = ['docker-compose.yml', ...overrides].flatMap((file) => ['--file', join(REPOSITORY, file)]);
  const command = ['compose', '--project-name', project, ...files, ...args];
  return docker(command, { variables, ...(signal && { signal }) });
}

/** Runs `docker <args>`. */
export async function docker(
  args: readonly string[],
  { variables = {}, signal }: { variables?: Readonly<Record<string, string>>; signal?: AbortSignal } = {},
): Promise<string> {
  // eslint-disable-next-line no-restricted-properties -- docker finds its engine and its plugins by the environment
  const env = { ...process.env, ...variables };
  const { stdout } = await run('docker', args, { env, maxBuffer: MAX_OUTPUT_BYTES, ...(signal && { signal }) });
  return stdout;
}

/** Runs a program in the container of a service that runs, and answers what it printed. */
export function execute(system: ComposeProject, service: string, command: readonly string[]): Promise<string> {
  return compose(system, ['exec', '--no-TTY', service, ...command]);
}

/** The containers of a service, by their numbers. */
export async function containers(system: ComposeProject, service: string): Promise<string[]> {
  const ids = await compose(system, ['ps', '--all', '--quiet', '--no-trunc', service]);
  return ids.split('\n').filter(Boolean);
}
