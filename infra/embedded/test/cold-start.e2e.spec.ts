import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { perService, SERVICE_NAMES, type ServiceName } from '@hallpass/system';
import { startNats, type NatsServer } from '../src/servers/nats.ts';
import { Person } from '../src/client/person.ts';
import { startTemporarySystem, statePaths, type System } from '../src/system/index.ts';

const CONFIGURATION = join(import.meta.dirname, '../../nats/nats.conf');
const passwordOf = (name: string) => `password of ${name}`;

/** The permissions of the containers' broker, for users with a password in place of a key. */
async function permissions(): Promise<string> {
  const text = await readFile(CONFIGURATION, 'utf8');
  const users = text.slice(text.indexOf('authorization {')).replaceAll(/nkey: \$([A-Z_]+)/g, (_, variable: string) => {
    const name = variable.toLowerCase().replaceAll('_', '-');
    return `user: "${name}", password: "${passwordOf(name)}"`;
  });
  // Whoever only asks whether the broker is there.
  const nobody =
    '{ user: nobody, password: nobody, permissions: { publish: { deny: ">" }, subscribe: { deny: ">" } } }';
  return `no_auth_user: nobody\n${users.replace('users: [', `users: [\n${nobody}`)}`;
}

describe('a cold start', () => {
  let folder: string;
  let broker: NatsServer;
  let brokerLog: string;
  let system: System & { readonly stateDir: string };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hallpass-cold-'));
    brokerLog = join(folder, 'broker.log');
    broker = await startNats({
      storeDir: join(folder, 'store'),
      config: `log_file: "${brokerLog}"\n${await permissions()}`,
    });
    system = await startTemporarySystem({
      through: perService(() => [{ nats: broker.port }]),
      environment: perService((name) => ({
        NATS_USER: name,
        NATS_PASSWORD: passwordOf(name),
        NATS_INBOX_PREFIX: `_INBOX_${name}`,
      })),
    });
  });
  afterAll(async () => {
    await system?.stop();
    await broker?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('asks the broker for nothing that a service may not do, whichever service is the first', async () => {
    await Person.stranger(system.urls).arrive(); // every service has spoken to every stream that it uses
    const log = await readFile(brokerLog, 'utf8');
    expect(log).toContain('Server is ready');
    expect(log.split('\n').filter((line) => /violation|authorization/i.test(line))).toEqual([]);
  });

  it('writes nothing but JSON into the log of a service, from the migration to the end', async () => {
    await Promise.all(SERVICE_NAMES.map((name) => system.services[name].stop()));
    const text = ({ stateDir }: { stateDir: string }, name: ServiceName) =>
      readFile(join(statePaths(stateDir).logs, `${name}.log`), 'utf8');
    for (const name of SERVICE_NAMES) {
      const lines = (await text(system, name)).trimEnd().split('\n');
      expect(lines.filter((line) => !isJsonObject(line))).toEqual([]);
      expect(lines.join('\n')).toContain('the database was migrated');
      expect(lines.at(-1)).toContain('"msg":"stopped"');
    }
    expect(await text(system, 'identity-api')).toContain('SEED_DEMO is insecure');
  });
});

function isJsonObject(line: string): boolean {
  try {
    return typeof (JSON.parse(line) as unknown) === 'object';
  } catch {
    return false;
  }
}
