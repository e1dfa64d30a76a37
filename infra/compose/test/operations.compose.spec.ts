import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unusedPorts, until } from '@hallpass/embedded';
import { compose, execute } from './system/docker-compose.ts';
import { Documented } from './system/documented.ts';
import { system as shared } from './system/shared-system.ts';
import type { TestSystem } from './system/test-system.ts';

/** A service for each runbook: what is done to it is the same for the others. */
const SERVICE = 'identity-api';

describe('a system for production', () => {
  let folder: string;
  let system: TestSystem;
  let keyReplaced: ReturnType<typeof replaceKey>;
  const page = (document: string) => new Documented(system, document);
  const secret = (file: string) => readFile(join(folder, 'secrets', file), 'utf8');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hallpass-production-'));
    await mkdir(join(folder, 'secrets'));
    const [https = 0, http = 0] = await unusedPorts(2);
    system = {
      ...shared,
      project: `${shared.project}-production`,
      overrides: [
        'docker-compose.production.yml',
        'infra/compose/test/system/other-ports.yml',
        'infra/compose/test/system/quick-checks.yml',
      ],
      variables: {
        HALLPASS_VERSION: shared.tag,
        HALLPASS_DOMAIN: 'localhost',
        HALLPASS_SECRETS: join(folder, 'secrets'),
        MAIL_FROM: 'Hallpass <no-reply@hallpass.example.com>',
        HTTPS_PORT: String(https),
        HTTP_PORT: String(http),
        EDGE_NETWORK: `10.${50 + Math.floor(Math.random() * 50)}.${Math.floor(Math.random() * 256)}`,
      },
    };
    await page('deployment.md').succeed('docker compose build setup');
    await page('deployment.md').succeed('docker compose up --detach --wait');
    // While the others wait for another service to be healthy.
    keyReplaced = replaceKey();
    keyReplaced.catch(() => undefined); // The test reports it.
  });
  afterAll(async () => {
    await compose(system, ['down', '--volumes', '--remove-orphans', '--timeout', '5']);
    await rm(folder, { recursive: true });
  });

  /** What the replicas say of themselves. */
  const ready = async (): Promise<Record<string, { status: string; detail?: string }>> => {
    const script =
      'fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(async (a) => console.log(await a.text()))';
    const answer = JSON.parse(await execute(system, 'order-api', ['node', '-e', script]));
    return (answer as { checks: Record<string, { status: string; detail?: string }> }).checks;
  };
  const untilRefused = async (check: string, why: string) => {
    await until(why, async () => (await ready())[check]?.detail?.includes(why) || undefined);
  };

  /** Follows the runbook of the key-encryption key, and answers the keys before and after, and the line of the log between. */
  const replaceKey = async () => {
    const steps = page('runbooks/rotate-key-encryption-key.md');
    const kids = async () => {
      const { keys } = JSON.parse(await secret(`${SERVICE}/key-encryption-keys`)) as { keys: { kid: string }[] };
      return keys.map(({ kid }) => kid);
    };
    const before = await kids();
    await steps.succeed('KEYS=');
    await steps.succeed('set.keys.unshift');
    await steps.succeed('npm run upgrade -- --restart "$SERVICE"');
    await steps.succeed('delete set.keys[0].key_ops');
    await steps.succeed('npm run upgrade -- --restart "$SERVICE"');
    const log = await steps.succeed('nothing is left');
    await steps.succeed('set.keys.length = 1');
    await steps.succeed('npm run upgrade -- --restart "$SERVICE"');
    return { before, after: await kids(), log };
  };

  it('gives a service another password of the database, and says meanwhile what is wrong', async () => {
    const steps = page('runbooks/rotate-credentials.md');
    const before = await secret('order-api/database-url');
    await steps.succeed('databases/order_api');
    await steps.succeed('docker compose run --rm -T --no-deps databases');
    await untilRefused('database', 'PostgreSQL refuses the credentials of this service');
    await steps.succeed('npm run upgrade -- --restart order-api');
    expect(await secret('order-api/database-url')).not.toBe(before);
    expect(await ready()).toMatchObject({ database: { status: 'ok' } });
    await steps.succeed('databases/superuser');
  });

  it('gives a service another key of the broker, and says meanwhile what is wrong', async () => {
    const steps = page('runbooks/rotate-credentials.md');
    const before = await secret('order-api/nats-seed');
    await steps.succeed('order-api/nats-seed');
    await steps.succeed('--force-recreate nats');
    await untilRefused('broker', 'the broker refuses the credentials of this service');
    expect(await ready()).toMatchObject({ database: { status: 'ok' } });
    await steps.succeed('npm run upgrade -- --restart order-api');
    expect(await secret('order-api/nats-seed')).not.toBe(before);
    expect((await steps.succeed('/health/ready')).match(/"status":"ok","checks"/g)).toHaveLength(3);
    await steps.succeed('logs --since');
  });

  it('gives a service another key-encryption key, and says when the old one may go', async () => {
    const { before, after, log } = await keyReplaced;
    expect([before.length, after.length]).toEqual([1, 1]);
    expect(after).not.toEqual(before);
    expect(log).toContain(`"older":${JSON.stringify(before)}`);
  });
});
