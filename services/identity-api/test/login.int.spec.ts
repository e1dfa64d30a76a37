import { hash } from '@node-rs/argon2';
import { IdentityApp } from './identity-app.js';
import { address, PASSWORD, People } from './people.js';
import { Records } from './records.js';

const WRONG = 'not the right password';

describe('checking a password', () => {
  let identity: IdentityApp;
  let people: People;
  let records: Records;
  beforeAll(async () => {
    identity = await IdentityApp.start({
      LOGIN_ATTEMPTS_PER_ACCOUNT: '3',
      LOGIN_ATTEMPTS_PER_ADDRESS: '8',
      ACCOUNT_REQUESTS_PER_ADDRESS: '2',
      TRUST_PROXY: 'true',
    });
    people = new People(identity);
    records = new Records(identity);
  });
  afterAll(() => identity?.stop());

  let client = 0;
  /** Another client, with an address that no test used before. */
  const nextClient = () => `198.51.100.${(client += 1)}`;
  const login = (email: string, password: string, ip: string) =>
    identity.post('/v1/auth/login', { body: { email, password }, headers: { 'x-forwarded-for': ip } });

  it('answers an unknown address, a wrong password and a deactivated account alike', async () => {
    const [person, closed] = [await people.open(), await people.open()];
    await identity.database.pool.query("UPDATE accounts SET status = 'deactivated' WHERE id = $1", [closed.id]);
    const answers = [
      await login(address(), PASSWORD, nextClient()),
      await login(person.email, WRONG, nextClient()),
      await login(closed.email, PASSWORD, nextClient()),
    ];
    for (const { status, body } of answers) {
      expect({ status, body }).toEqual({ status: 401, body: expect.objectContaining({ code: 'invalid_credentials' }) });
      expect(body).toEqual(answers[0]!.body);
    }
  });

  it('takes the address in any case', async () => {
    const { email } = await people.open();
    expect(await login(` ${email.toUpperCase()}`, PASSWORD, nextClient())).toMatchObject({ status: 200 });
  });

  it('takes a password however old it is', async () => {
    const { id, email } = await people.open();
    const nineYearsAgo = "created_at = now() - interval '9 years', password_changed_at = now() - interval '9 years'";
    await identity.database.pool.query(`UPDATE accounts SET ${nineYearsAgo} WHERE id = $1`, [id]);
    expect(await login(email, PASSWORD, nextClient())).toMatchObject({ status: 200 });
  });

  it('audits a failure with its reason and its origin, and no address', async () => {
    const { id, email } = await people.open();
    const ip = nextClient();
    await login(email, WRONG, ip);
    expect(await records.audit(id)).toEqual([
      expect.objectContaining({
        action: 'account.login',
        outcome: 'failure',
        ip_address: ip,
        details: { reason: 'invalid_credentials' },
      }),
    ]);
    const unknown = address();
    await login(unknown, PASSWORD, ip);
    const { rows } = await identity.database.pool.query('SELECT * FROM audit_events');
    expect(JSON.stringify(rows)).not.toContain(unknown);
  });

  it('hashes again, with today’s parameters, what was hashed with others', async () => {
    const { id, email } = await people.open();
    const old = await hash(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    await identity.database.pool.query('UPDATE accounts SET password_hash = $2 WHERE id = $1', [id, old]);
    expect(await login(email, PASSWORD, nextClient())).toMatchObject({ status: 200 });
    expect((await records.account(id)).password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await login(email, PASSWORD, nextClient())).toMatchObject({ status: 200 });
  });

  it('refuses more failures than the limit from one client, and says when to come again; the owner still comes in', async () => {
    const { email } = await people.open();
    const attacker = nextClient();
    for (let i = 0; i < 3; i += 1) expect(await login(email, WRONG, attacker)).toMatchObject({ status: 401 });
    const refused = await login(email, PASSWORD, attacker);
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await login(email, PASSWORD, nextClient())).toMatchObject({ status: 200 });
  });

  it('counts an unknown address like a known one', async () => {
    const [email, attacker] = [address(), nextClient()];
    for (let i = 0; i < 3; i += 1) expect(await login(email, WRONG, attacker)).toMatchObject({ status: 401 });
    expect(await login(email, WRONG, attacker)).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
  });

  it('counts the right password of a deactivated account like a wrong one', async () => {
    const [{ id, email }, attacker] = [await people.open(), nextClient()];
    await identity.database.pool.query("UPDATE accounts SET status = 'deactivated' WHERE id = $1", [id]);
    for (let i = 0; i < 3; i += 1) expect(await login(email, PASSWORD, attacker)).toMatchObject({ status: 401 });
    expect(await login(email, PASSWORD, attacker)).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
    expect(await records.audit(id)).toMatchObject(Array(3).fill({ details: { reason: 'deactivated' } }));
  });

  it('refuses a client that tries one address after another', async () => {
    const attacker = nextClient();
    for (let i = 0; i < 8; i += 1) expect(await login(address(), WRONG, attacker)).toMatchObject({ status: 401 });
    expect(await login(address(), WRONG, attacker)).toMatchObject({ status: 429 });
  });

  it.each([
    ['/v1/users', { email: 'limit@example.com', password: PASSWORD }],
    ['/v1/users/verify-email', { token: 'x' }],
    ['/v1/auth/password/forgot', { email: 'limit@example.com' }],
    ['/v1/auth/password/reset', { token: 'x', password: PASSWORD }],
  ])('limits %s for each client on its own', async (path, body) => {
    const [busy, quiet] = [nextClient(), nextClient()];
    const post = (ip: string) => identity.post(path, { body, headers: { 'x-forwarded-for': ip } });
    const first = await post(busy);
    await post(busy);
    const refused = await post(busy);
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await post(quiet)).status).toBe(first.status);
  });
});

describe('a flood of logins', () => {
  let identity: IdentityApp;
  beforeAll(async () => {
    identity = await IdentityApp.start({
      HASHING_CONCURRENCY: '1',
      HASHING_QUEUE: '1',
      LOGIN_ATTEMPTS_PER_ACCOUNT: '10000',
      LOGIN_ATTEMPTS_PER_ADDRESS: '10000',
    });
  });
  afterAll(() => identity?.stop());

  it('is refused beyond the hashing queue, with Retry-After, and counts as no attempt', async () => {
    const people = new People(identity);
    const person = await people.open();
    const answers = await Promise.all(Array.from({ length: 20 }, () => people.tryLogin(person, WRONG)));
    const busy = answers.filter(({ status }) => status === 503);
    expect(busy.length).toBeGreaterThan(0);
    expect(busy[0]).toMatchObject({ body: { code: 'hashing_busy' } });
    expect(busy[0]!.headers.get('retry-after')).toBe('2');
    const { rows } = await identity.database.pool.query<{ points: number }>(
      "SELECT points FROM attempts WHERE key LIKE 'guess-client%'",
    );
    expect(rows[0]!.points).toBe(answers.filter(({ status }) => status === 401).length);
  });
});
