import { IdentityApp } from './identity-app.js';
import { People } from './people.js';
import { Records } from './records.js';
import { AccountRepository } from '../src/accounts/data/account.repository.js';
import { PasswordHasher } from '../src/accounts/hashing/password-hasher.js';
import { DEMO_ACCOUNTS } from '../src/accounts/seed/demo-accounts.js';
import { SeedDemo } from '../src/accounts/seed/seed-demo.js';
import { AuditTrail } from '../src/audit/audit-trail.js';
import { type Config, CONFIG } from '../src/config.js';
import { Database } from '../src/database/database.js';
import { Announcer } from '../src/outbox/announce.js';

describe('the demo accounts', () => {
  let identity: IdentityApp;
  beforeAll(async () => {
    identity = await IdentityApp.start({ SEED_DEMO: 'true' });
  });
  afterAll(() => identity?.stop());

  const get = <T>(token: (abstract new (...args: never[]) => T) | symbol) =>
    identity.app.get<T>(token as symbol, { strict: false });

  it('are there, verified, with their roles, and announced like any other', async () => {
    const [people, records] = [new People(identity), new Records(identity)];
    for (const { email, password, roles } of DEMO_ACCOUNTS) {
      const id = await records.accountIdOf(email);
      expect(await records.account(id)).toMatchObject({ roles });
      expect(await people.tryLogin({ email }, password)).toMatchObject({ status: 200 });
      expect(await records.subjects(id)).toEqual(['identity.users.v1.registered', 'identity.users.v1.email-verified']);
    }
  });

  it('are made once, however often and by however many replicas', async () => {
    const seed = get(SeedDemo);
    const before = await new Records(identity).everything();
    await Promise.all([seed.onApplicationBootstrap(), seed.onApplicationBootstrap()]);
    expect(await new Records(identity).everything()).toBe(before);
  });

  it('are refused in production', async () => {
    const config = { ...get<Config>(CONFIG), NODE_ENV: 'production' as const };
    const [accounts, hasher] = [get(AccountRepository), get(PasswordHasher)];
    const inProduction = new SeedDemo(config, get(Database), accounts, hasher, get(Announcer), get(AuditTrail));
    await expect(inProduction.onApplicationBootstrap()).rejects.toThrow('NODE_ENV=production');
  });
});
