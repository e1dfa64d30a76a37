import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brokerUsers, SERVICE_NAMES, SERVICES } from '@hallpass/system';
import { makeSecrets } from './make-secrets.ts';

const me = process.getuid?.() ?? 0;
const owners = { node: me, postgres: me };

describe('the secrets of a system in containers', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'hallpass-secrets-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  const read = (file: string) => readFile(join(root, file), 'utf8');
  const everything = async () => {
    const files = await readdir(root, { recursive: true, withFileTypes: true });
    return files.filter((file) => file.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  };

  it('are made once, and kept', async () => {
    const made = await makeSecrets(root, owners);
    expect(made.sort()).toEqual((await everything()).sort());
    const before = await Promise.all(made.map((file) => readFile(file, 'utf8')));
    expect(await makeSecrets(root, owners)).toEqual([]);
    expect(await Promise.all(made.map((file) => readFile(file, 'utf8')))).toEqual(before);
  });

  it('can be read by their owner alone, and written by nobody', async () => {
    await makeSecrets(root, owners);
    for (const file of await everything()) expect((await stat(file)).mode & 0o777).toBe(0o400);
  });

  it('give a service its own and nothing of another', async () => {
    await makeSecrets(root, owners);
    for (const service of SERVICE_NAMES) {
      expect((await readdir(join(root, service))).sort()).toEqual(['database-url', 'key-encryption-keys', 'nats-seed']);
    }
    expect(await readdir(join(root, 'dead-letters'))).toEqual(['nats-seed']);
    expect(await readdir(join(root, 'postgres'))).toEqual(['password']);
  });

  it('give the broker public keys, and no seed', async () => {
    await makeSecrets(root, owners);
    const users = await read('nats/users.conf');
    expect(users).toMatch(/^IDENTITY_API: U[A-Z2-7]{55}$/m);
    expect(users.trim().split('\n')).toHaveLength(brokerUsers(SERVICES).length);
    for (const user of brokerUsers(SERVICES)) {
      const seed = await read(`${user}/nats-seed`);
      expect(seed).toMatch(/^SU[A-Z2-7]{56}$/);
      expect(users).not.toContain(seed);
    }
  });

  it('say the same to a service and to the database', async () => {
    await makeSecrets(root, owners);
    const password = await read('databases/order_api');
    expect(await read('order-api/database-url')).toBe(`postgresql://order_api:${password}@postgres:5432/order_api`);
    expect(await read('databases/pgpass')).toBe(`*:*:*:postgres:${await read('postgres/password')}`);
  });

  it('are completed where some are lost', async () => {
    await makeSecrets(root, owners);
    const others = await read('order-api/nats-seed');
    await rm(join(root, 'notifications'), { recursive: true });
    const made = await makeSecrets(root, owners);
    expect(made.map((file) => file.slice(root.length + 1)).sort()).toEqual([
      'nats/users.conf',
      'notifications/database-url',
      'notifications/key-encryption-keys',
      'notifications/nats-seed',
    ]);
    expect(await read('order-api/nats-seed')).toBe(others);
  });
});
