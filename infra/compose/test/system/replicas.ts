import { serviceOf, type ServiceName } from '@hallpass/system';
import { containers, docker } from './docker-compose.ts';
import { inside, system } from './shared-system.ts';

/** One container of a service, and its address where the gateway and the services meet. */
export interface Replica {
  readonly id: string;
  readonly url: string;
}

export async function replicas(service: ServiceName): Promise<Replica[]> {
  const ids = await containers(system, service);
  return Promise.all(
    ids.map(async (id) => {
      const format = `{{(index .NetworkSettings.Networks "${system.project}_edge").IPAddress}}`;
      const address = (await docker(['inspect', '--format', format, id])).trim();
      return { id, url: `http://${address}:${serviceOf(service).port}` };
    }),
  );
}

/** Asks each of these replicas by itself, from inside the network, and answers the statuses. */
export const askEach = (all: readonly Replica[], path: string, token: string): Promise<number[]> =>
  inside(
    'identity-api',
    `
    const headers = { authorization: 'Bearer ${token}' };
    const answers = await Promise.all(${JSON.stringify(all)}.map(({ url }) => fetch(url + '${path}', { headers })));
    console.log(JSON.stringify(answers.map(({ status }) => status)));
    `,
  );
