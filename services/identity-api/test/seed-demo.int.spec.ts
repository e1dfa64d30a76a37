import { IdentityApp } from './identity-app.js';
import { People } from './people.js';
import { Records } from './records.js';
import { DEMO_ACCOUNTS } from '../src/accounts/seed/demo-accounts.js';
import { SeedDemo } from '../src/accounts/seed/seed-demo.js';
import { CONFIG } from '../src/config.js';

describe('the demo accounts', () => {
  let identity: IdentityApp;
  beforeAll(async () => {
    identity = await IdentityApp.start({ SEED_DEMO: 'true' });
  });
  afterAll(() => identity?.stop());

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
    const seed = identity.app.get(SeedDemo, { strict: false });
    const before = await new Records(identity).everything();
    await Promise.all([seed.onApplicationBootstrap(), seed.onApplicationBootstrap()]);
    expect(await new Records(identity).everything()).toBe(before);
  });

  it('are refused in production', async () => {
    const seed = identity.app.get(SeedDemo, { strict: false });
    const config = { ...identity.app.get(CONFIG, { strict: false }), NODE_ENV: 'production' };
    const inProduction = Object.assign(Object.create(SeedDemo.prototype) as SeedDemo, seed, { config });
    await expect(inProduction.onApplicationBootstrap()).rejects.toThrow('NODE_ENV=production');
  });
});
