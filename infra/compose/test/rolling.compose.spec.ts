import { perService, SERVICE_NAMES, type ServiceName } from '@hallpass/system';
import { docker } from './system/docker-compose.ts';
import { Load } from './system/load.ts';
import { replicas } from './system/replicas.ts';
import { healthy, scale } from './system/shared-system.ts';

/** Answers before, between and after the restarts. */
const ENOUGH = 60;

/** Restarts the containers of a service one after the other, under load, and answers what failed. */
async function restartEach(service: ServiceName): Promise<string[]> {
  const load = await Load.start();
  try {
    await load.more(ENOUGH);
    for (const { id } of await replicas(service)) {
      await docker(['restart', '--time', '15', id]);
      await healthy(id);
      await load.more(ENOUGH);
    }
  } finally {
    const answered = await load.stop();
    process.stdout.write(`${service}: ${answered} answers, ${load.failures.length} failures\n`);
  }
  return load.failures;
}

describe('with two replicas of each service, under load', () => {
  beforeAll(async () => {
    await scale(perService(() => 2));
  });
  afterAll(async () => {
    await scale(perService(() => 1));
  });

  it.each(SERVICE_NAMES)('a rolling restart of %s fails no request', async (service) => {
    expect(await restartEach(service)).toEqual([]);
  });
});

describe('with one replica, under load', () => {
  it('a restart of OrderAPI keeps requests waiting, and fails none', async () => {
    expect(await restartEach('order-api')).toEqual([]);
  });
});
