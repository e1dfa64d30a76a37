import { RepositoryCopy } from './test/repository-copy.ts';

describe('a new service', () => {
  let repository: RepositoryCopy;
  beforeAll(() => {
    repository = new RepositoryCopy();
    repository.run('npm run --silent build');
  });
  afterAll(() => repository?.remove());

  it.each([
    ['Gift Cards', "can't name a service"],
    ['order-api', 'There is a project order-api already'],
    ['auth', 'There is a project auth already'],
    ['database', 'a folder of every service'],
    ['orders', 'Another service uses the name orders'],
    ['mail', 'Another service uses the name mail'],
    ['dead-letters', 'Another service uses the name dead-letters'],
    ['services', 'Another service uses the name services'],
    ['transactions', 'Transaction is a class'],
    ['dates', 'Date is a class'],
  ])('may not be called %s', (name, message) => {
    expect(() => repository.run(`npm run --silent new:service -- '${name}'`)).toThrow(message);
  });

  it('is written, and the repository told of it', () => {
    const printed = repository.run('npm run --silent new:service -- gift-cards');
    expect(printed).toContain('changed: libs/contracts/src/token-types.ts');
    expect(printed.trimEnd().split('\n').at(-1)).toMatch(
      /^gift-cards listens on port \d+\. Next: npm install && npm run docs && npm start$/,
    );
    repository.run('npm install --offline --ignore-scripts --no-audit --no-fund');
  });

  it('is not written twice', () => {
    expect(() => repository.run('npm run --silent new:service -- gift-cards')).toThrow('already');
  });

  it('builds with all the others, and is what the linter, the formatter and the compiler ask for', () => {
    repository.run('npm run --silent build');
    repository.run(
      'nx run-many -t lint typecheck -p @hallpass/gift-cards,@hallpass/contracts,@hallpass/system,@hallpass/embedded,@hallpass/compose',
    );
    repository.run('prettier --check services/gift-cards libs/contracts libs/system infra/embedded *.json *.mjs *.yml');
    repository.run('knip --no-config-hints');
  });

  it('runs in containers too: a user at the broker, a database, secrets, and a route at the gateway', () => {
    const read = (file: string) => repository.run(`cat ${file}`);
    const compose = read('docker-compose.yml');
    const service = /^ {2}gift-cards:\n(?: {4}.*\n)+/m.exec(compose)?.[0];
    expect(service).toContain('build: { context: ., args: { WORKSPACE: services/gift-cards, <<: *version } }');
    expect(service).toMatch(/PORT: '\d+'/);
    expect(service).toContain('NATS_INBOX_PREFIX: _INBOX_gift-cards');
    expect(service).toContain('migrate-gift-cards: { condition: service_completed_successfully }');
    expect(compose).toMatch(/^ {2}migrate-gift-cards:$/m);
    expect(compose).toMatch(/^ {2}secrets-gift-cards:$/m);
    expect(compose).toContain('{"client_id":"gift-cards","jwks_uri":"http://gift-cards:');
    expect(read('docker-compose.production.yml')).toContain('source: gift-cards-key-encryption-keys');
    expect(read('infra/nats/nats.conf')).toContain('nkey: $GIFT_CARDS');
    expect(read('infra/postgres/databases.sql')).toContain('\\set role gift_cards');
    expect(read('infra/gateway/Caddyfile')).toMatch(/^\timport service gift-cards gift-cards \d+ \d+$/m);
    repository.run('node tools/system/system.ts --check');
    repository.run('node tools/jest.ts unit libs/system --coverage=false 2>&1');
    repository.run('node tools/jest.ts unit infra/compose --coverage=false 2>&1');
  });

  it('passes its own tests', () => {
    for (const kind of ['unit', 'int'])
      expect(repository.run(`node tools/jest.ts ${kind} services/gift-cards --coverage=false 2>&1`)).toMatch(
        /^Tests: +\d+ passed, \d+ total$/m,
      );
  });

  it('starts with the others, takes tokens that the IdentityAPI mints for it, and no others', async () => {
    const urls = await repository.start();
    const logIn = async (resource: string) => {
      const body = JSON.stringify({ email: 'alice@hallpass.test', password: 'hall-pass-alice-dev', resource });
      const headers = { 'content-type': 'application/json' };
      const login = await fetch(`${urls['identity-api']}/v1/auth/login`, { method: 'POST', headers, body });
      return ((await login.json()) as { access_token: string }).access_token;
    };
    const list = async (token?: string) => {
      const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
      return (await fetch(`${urls['gift-cards']}/v1/gift-cards`, { headers })).status;
    };
    expect(await list()).toBe(401);
    expect(await list(await logIn('urn:hallpass:order-api'))).toBe(401);
    expect(await list(await logIn('urn:hallpass:gift-cards'))).toBe(200);
  });
});
