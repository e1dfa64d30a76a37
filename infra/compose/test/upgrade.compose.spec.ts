import { perService, SERVICE_NAMES } from '@hallpass/system';
import { bash } from './system/commands.ts';
import { docker } from './system/docker-compose.ts';
import { Documented } from './system/documented.ts';
import { Load } from './system/load.ts';
import { replicas } from './system/replicas.ts';
import { healthy, inspect, scale, system } from './system/shared-system.ts';

// A bound for what never happens: a loaded machine takes a minute for each of six replicas.
jest.setTimeout(900_000);

/** Answers before and after. */
const ENOUGH = 60;
/** Another commit than the one before, also where this is run again. */
const NEXT = { HALLPASS_REVISION: `next-${process.pid}` };
const BROKEN = `${system.tag}-broken`;
const REVISION = '(index .Config.Labels "org.opencontainers.image.revision")';

const idsOf = async (service: (typeof SERVICE_NAMES)[number]) => (await replicas(service)).map(({ id }) => id).sort();
const everyId = async () => (await Promise.all(SERVICE_NAMES.map(idsOf))).flat().sort();

const documented = new Documented(system, 'deployment.md');

/** Runs `npm run upgrade`, and answers what it came to. */
const upgrade = (args: string, variables: Record<string, string> = {}) =>
  bash(system, `npm run --silent upgrade -- ${args}`, variables);

/** What failed while the work was under way. */
async function underLoad(work: () => Promise<void>): Promise<string[]> {
  const load = await Load.start();
  try {
    await load.more(ENOUGH);
    await work();
    await load.more(ENOUGH);
  } finally {
    const answered = await load.stop();
    process.stdout.write(`${answered} answers, ${load.failures.length} failures\n`);
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

  it('an upgrade whose new image does not start changes nothing, says why, and fails no request', async () => {
    const [first = 'notifications'] = SERVICE_NAMES.toReversed();
    for (const name of ['setup', ...SERVICE_NAMES]) {
      await docker(['tag', `hallpass/${name}:${system.tag}`, `hallpass/${name}:${BROKEN}`]);
    }
    const dockerfile = `FROM hallpass/${first}:${system.tag}\nCMD ["node", "-e", "console.error(42); process.exit(1)"]\n`;
    await bash(system, `docker build --quiet --tag hallpass/${first}:${BROKEN} - <<'END'\n${dockerfile}END\n`);
    const before = await everyId();
    const failures = await underLoad(async () => {
      const { code, stderr } = await upgrade('--no-build', { HALLPASS_VERSION: BROKEN });
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(`new replica of ${first} did not`) });
      expect(stderr).toMatch(/^42$/m);
    });
    expect(failures).toEqual([]);
    expect(await everyId()).toEqual(before);
  });

  it('an upgrade to new images replaces every replica and fails no request', async () => {
    const before = await everyId();
    const failures = await underLoad(async () => {
      await documented.succeed('npm run upgrade', NEXT);
    });
    expect(failures).toEqual([]);
    const after = await everyId();
    expect(after).toHaveLength(before.length);
    expect(after.filter((id) => before.includes(id))).toEqual([]);
    for (const service of SERVICE_NAMES)
      expect(await inspect(service, REVISION)).toEqual([NEXT.HALLPASS_REVISION, NEXT.HALLPASS_REVISION]);
  });

  it('an upgrade done again replaces nothing', async () => {
    const before = await everyId();
    const { code, stdout } = await upgrade('--no-build', NEXT);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('nothing to replace') });
    expect(await everyId()).toEqual(before);
  });

  it('an upgrade of a system that is not healthy is refused', async () => {
    const [replica] = await replicas('order-api');
    await docker(['pause', replica!.id]);
    try {
      const { code, stderr } = await upgrade('--no-build');
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('Nothing was changed') });
    } finally {
      await docker(['unpause', replica!.id]);
      await healthy(replica!.id);
    }
  });
});

describe('with one replica, under load', () => {
  it('a replacement of OrderAPI by the same image fails none', async () => {
    const before = await idsOf('order-api');
    const failures = await underLoad(async () => {
      await documented.succeed('npm run upgrade -- --restart order-api');
    });
    expect(failures).toEqual([]);
    const after = await idsOf('order-api');
    expect([after.length, after.some((id) => before.includes(id))]).toEqual([1, false]);
  });

  it('a restart of OrderAPI keeps requests waiting, and fails none', async () => {
    const failures = await underLoad(async () => {
      for (const { id } of await replicas('order-api')) {
        await docker(['restart', '--time', '15', id]);
        await healthy(id);
      }
    });
    expect(failures).toEqual([]);
  });
});
