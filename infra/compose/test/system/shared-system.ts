import { compose, containers, docker, execute } from './docker-compose.ts';
import type { TestSystem } from './test-system.ts';

/** The system that `npm run test:compose` has started for the tests. */
// eslint-disable-next-line no-restricted-properties -- how it is told to the tests
export const system = JSON.parse(process.env['HALLPASS_COMPOSE_SYSTEM'] ?? '{}') as TestSystem;

export const { urls } = system;

export const up = (...args: string[]) =>
  compose(system, ['up', '--detach', '--wait', '--wait-timeout', '120', ...args]);

/** Runs a script in the container of a service, with the packages and the secrets of that service, and answers its JSON. */
export async function inside<T>(service: string, script: string): Promise<T> {
  return JSON.parse(await execute(system, service, ['node', '--input-type=module', '--eval', script])) as T;
}

/** What `docker inspect` says of the containers of a service. */
export async function inspect<T>(service: string, format: string): Promise<T[]> {
  const ids = await containers(system, service);
  const lines = await docker(['inspect', '--format', `{{json ${format}}}`, ...ids]);
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}
