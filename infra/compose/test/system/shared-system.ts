import { until } from '@hallpass/embedded';
import { compose, containers, docker, execute } from './docker-compose.ts';
import type { TestSystem } from './test-system.ts';

/** The system that `npm run test:compose` has started for the tests. */
// eslint-disable-next-line no-restricted-properties -- how it is told to the tests
export const system = JSON.parse(process.env['HALLPASS_COMPOSE_SYSTEM'] ?? '{}') as TestSystem;

export const { urls } = system;

/** How many containers of these services there are, from now on; all of them healthy. */
export async function scale(counts: Readonly<Record<string, number>>): Promise<void> {
  const scaling = Object.entries(counts).flatMap(([service, count]) => ['--scale', `${service}=${count}`]);
  const waiting = ['--detach', '--wait', '--wait-timeout', '150'];
  // Without what they depend on: its steps have run.
  await compose(system, ['up', '--no-deps', '--no-recreate', ...waiting, ...scaling, ...Object.keys(counts)]);
}

/** Resolves when a container is healthy. */
export async function healthy(container: string): Promise<void> {
  const format = '{{.State.Health.Status}}';
  await until(
    `${container.slice(0, 12)} to be healthy`,
    async () => (await docker(['inspect', '--format', format, container])).trim() === 'healthy' || undefined,
    120_000,
  );
}

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
