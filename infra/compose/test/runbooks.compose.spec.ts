import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expecting, Person, read, RESOURCES, send, until, type Session } from '@hallpass/embedded';
import { Documented } from './system/documented.ts';
import { healthy, system, urls } from './system/shared-system.ts';
import { containers } from './system/docker-compose.ts';

const admin = Person.admin(urls);
const environment = {
  CURL_CA_BUNDLE: system.caFile,
  ADMIN_EMAIL: admin.email,
  ADMIN_PASSWORD: admin.password,
};
const runbook = (name: string, variables: Record<string, string> = {}) =>
  new Documented(system, `runbooks/${name}.md`, { ...environment, ...variables });

const READY = /^\{"status":"ok".*"broker":\{"status":"ok"\}/gm;
const statuses = async (session: Session) =>
  Promise.all(RESOURCES.map(async (service) => (await read(urls, service, session[service])).status));

/** Resolves when every container of the service is healthy. */
const serviceHealthy = async (service: string) => {
  for (const id of await containers(system, service)) await healthy(id);
};

describe('the runbooks', () => {
  it('say why a replica is not ready, or that it is', async () => {
    const answers = await runbook('README').succeed('/health/ready');
    expect(answers.match(READY)).toHaveLength(3);
  });

  it('bring back a broker, and hand over dead letters', async () => {
    const steps = runbook('broker-down');
    expect(await steps.succeed('ps --all nats')).toContain('nats:2.15');
    await steps.succeed('up --detach --wait --no-deps nats');
    const page = new Documented(system, 'deployment.md');
    await page.succeed('--force-recreate nats gateway');
    expect(await page.succeed('dead-letters list')).toContain('dead letters');
    expect(await steps.succeed('dead-letters replay-all')).toMatch(/\d+ dead letters[\s\S]*\d+ replayed/);
  });

  it('bring back a database server', async () => {
    const steps = runbook('postgres-down');
    expect(await steps.succeed('ps --all postgres')).toMatch(/postgres:18[\s\S]*Use%/);
    await steps.succeed('up --detach --wait --no-deps postgres');
  });

  it('rotate key sets and show how far they are', async () => {
    const steps = runbook('rotate-signing-keys');
    await steps.succeed('ADMIN_TOKEN=');
    const first = await steps.succeed('key-sets/order-api/rotate');
    expect(first).toMatch(/"useCase":"order-api".*"activatesAt"/);
    expect(await steps.succeed('for set in')).toContain(first.trim());
    expect(await steps.succeed('\\($set) \\(.kid)')).toMatch(/^order-api [\w-]+ published$/m);
  });

  it('withdraw a key, and every verifier refuses what it signed', async () => {
    const session = await (await Person.stranger(urls).arrive()).signIn();
    const steps = runbook('key-compromised');
    await steps.succeed('ADMIN_TOKEN=');
    await steps.succeed('KID=');
    expect(await steps.succeed('/withdraw')).toContain('"propagation":"applied"');
    expect(await statuses(session)).toEqual(RESOURCES.map((service) => (service === 'orders' ? 401 : 200)));
  });
});

describe('a database that is restored', () => {
  let backups: string;
  beforeAll(async () => {
    backups = await mkdtemp(join(tmpdir(), 'hallpass-backups-'));
  });
  afterAll(() => rm(backups, { recursive: true }));

  it('has every token and session of before revoked, and people log in again', async () => {
    const person = await Person.stranger(urls).arrive();
    await new Documented(system, 'deployment.md').succeed('pg_dump', { HALLPASS_BACKUPS: backups });
    expect((await readdir(backups)).sort()).toEqual(['identity_api.dump', 'notifications.dump', 'order_api.dump']);
    // What happens after the backup is forgotten: an account, a session, and an epoch that verifiers remember.
    const lost = await (await Person.stranger(urls).arrive()).signIn();
    const before = await person.signIn();
    expecting(204, await send('POST', `${urls.identity}/v1/auth/logout-all`, { token: before.identity }));
    const session = await person.signIn();
    expect([await statuses(lost), await statuses(session)]).toEqual([
      [200, 200, 200],
      [200, 200, 200],
    ]);

    const steps = runbook('database-restored', { HALLPASS_BACKUPS: backups });
    await steps.succeed('stop identity-api');
    await steps.succeed('pg_restore');
    const report = await steps.succeed('dist/cli/revoke-all.js');
    expect(report).toMatch(/^revocation [\w-]{36}: /);
    expect(report).toMatch(/^applied: (\d) of \1 known verifiers have applied it$/m);
    // The IdentityAPI is not there yet: they refuse by themselves.
    for (const { orders, notifications } of [lost, session]) {
      expect((await read(urls, 'orders', orders)).status).toBe(401);
      expect((await read(urls, 'notifications', notifications)).status).toBe(401);
    }
    await steps.succeed('start identity-api');
    await serviceHealthy('identity-api');
    expect([await statuses(lost), await statuses(session)]).toEqual([
      [401, 401, 401],
      [401, 401, 401],
    ]);
    expecting(400, await person.refresh(session.refreshToken));
    expect(await statuses(await person.signIn())).toEqual([200, 200, 200]);
    const token = expecting(200, await admin.login()).access_token;
    const audit = await send('GET', `${urls.identity}/v1/admin/audit-events?action=tokens.revoked`, { token });
    expect(audit).toMatchObject({ body: { items: [{ details: { reason: 'database restored' } }] } });
    expect(await steps.succeed('docker compose ps')).toContain('(healthy)');
  });

  it('is read again by Notifications from the beginning of the streams', async () => {
    const steps = runbook('database-restored');
    const output = await steps.succeed('dead-letters reread');
    expect(output).toContain('reread: notifications-identity, notifications-orders');
    await serviceHealthy('notifications');
    const person = await Person.stranger(urls).arrive();
    await until('a mail after it', async () => (await person.signIn()).id);
  });
});
