import { IDENTITY_EVENTS } from '@hallpass/contracts';
import { IdentityApp } from './identity-app.js';
import { address, PASSWORD, People } from './people.js';
import { Records } from './records.js';

const WRONG = 'not the right password';

/** Every test is another client: `10.n.x.y`. */
let nets = 0;
const network = () => (nets += 1);

describe('with the defaults of production, behind a trusted proxy', () => {
  let identity: IdentityApp;
  let people: People;
  let records: Records;
  beforeAll(async () => {
    identity = await IdentityApp.start({ NODE_ENV: 'production', TRUST_PROXY: '127.0.0.1' });
    people = new People(identity);
    records = new Records(identity);
  });
  afterAll(() => identity?.stop());

  const post = (path: string, body: object, forwarded: string) =>
    identity.post(path, { body, headers: { 'x-forwarded-for': forwarded } });
  const login = (email: string, password: string, forwarded: string) =>
    post('/v1/auth/login', { email, password }, forwarded);
  const statuses = (answers: readonly { status: number }[]) => {
    const counts: Record<number, number> = {};
    for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  };

  /** Strangers guess until the next guess has to wait for so many seconds at least. */
  async function guessUntilTheWaitIs(seconds: number, email: string): Promise<void> {
    for (let n = 0; ; n += 1) {
      const { status, headers } = await login(email, WRONG, `10.${n}.8.8`);
      const wait = status === 429 ? Number(headers.get('retry-after')) : 0;
      if (wait >= seconds) return;
      identity.clock.advance(wait * 1000);
    }
  }

  it.each([
    ['IPv4 networks', (n: number) => `10.${n % 200}.${Math.floor(n / 200)}.7`],
    ['/64s of one /48', (n: number) => `[2001:db8:1:${n.toString(16)}::7]:443`],
  ])('300 guesses from 300 %s slow down, and the owner still logs in', async (_, client) => {
    const { email } = await people.open();
    const home = `203.0.113.${network()}`;
    expect(await login(email, PASSWORD, home)).toMatchObject({ status: 200 });
    const guesses: Awaited<ReturnType<typeof login>>[] = [];
    for (let n = 0; n < 300; n += 10) {
      guesses.push(...(await Promise.all(Array.from({ length: 10 }, (_, m) => login(email, WRONG, client(n + m))))));
    }
    const counts = statuses(guesses);
    expect(counts[401]).toBeGreaterThanOrEqual(20);
    expect(counts[401]).toBeLessThan(30);
    expect(counts[429]).toBe(300 - counts[401]!);
    expect(await login(email, PASSWORD, home)).toMatchObject({ status: 200 });

    // From a network that the account has not logged in from: after the wait, and not before.
    const away = `198.51.100.${network()}`;
    identity.clock.advance(3_600_000);
    for (let n = 0; n < 3; n += 1) {
      const { status, headers } = await login(email, WRONG, client(n));
      if (status === 429) identity.clock.advance(Number(headers.get('retry-after')) * 1000);
    }
    const refused = await login(email, PASSWORD, away);
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
    identity.clock.advance(Number(refused.headers.get('retry-after')) * 1000);
    expect(await login(email, PASSWORD, away)).toMatchObject({ status: 200 });
  });

  it('guesses at an unknown address slow down in the same way', async () => {
    const email = address();
    const guesses = await Promise.all(Array.from({ length: 60 }, (_, n) => login(email, WRONG, `10.${n}.9.9`)));
    const counts = statuses(guesses);
    expect(counts[401]).toBeGreaterThanOrEqual(20);
    expect(counts[401]).toBeLessThan(30);
    expect(counts[429]).toBe(60 - counts[401]!);
  });

  it('who resets the password logs in at once, whatever strangers guess', async () => {
    const { id, email } = await people.open();
    const [owner, other] = [`198.51.100.${network()}`, `203.0.113.${network()}`];
    await post('/v1/auth/password/forgot', { email }, owner);
    const { resetToken } = await records.confidential(id, IDENTITY_EVENTS.passwordResetRequested.subject);
    await guessUntilTheWaitIs(60, email);
    const password = 'another wild thyme';
    expect(await post('/v1/auth/password/reset', { token: resetToken, password }, owner)).toMatchObject({
      status: 204,
    });
    expect(await login(email, password, other)).toMatchObject({ status: 429 });
    expect(await login(email, password, owner)).toMatchObject({ status: 200 });
  });

  it('thirty right logins of one account at once succeed', async () => {
    const { email } = await people.open();
    const client = `203.0.113.${network()}`;
    const failures = async () => (await identity.database.pool.query('SELECT FROM guesses')).rowCount;
    const before = await failures();
    const answers = await Promise.all(Array.from({ length: 30 }, () => login(email, PASSWORD, client)));
    expect(statuses(answers)).toEqual({ 200: 30 });
    expect(await failures()).toBe(before);
  });

  it('more right logins than the limit, of people behind one address, succeed at once', async () => {
    const { id } = await people.open();
    const { rows: crowd } = await identity.database.pool.query<{ email: string }>(
      `INSERT INTO accounts (id, email, password_hash, email_verified_at)
       SELECT gen_random_uuid(), 'crowd-' || n || '@example.com', password_hash, now()
       FROM accounts, generate_series(1, 110) AS n WHERE id = $1 RETURNING email`,
      [id],
    );
    const client = `203.0.113.${network()}`;
    const answers = await Promise.all(crowd.map(({ email }) => login(email, PASSWORD, client)));
    expect(statuses(answers)).toEqual({ 200: 110 });
  }, 120_000);

  it('a flood of wrong logins from 200 addresses keeps nobody else out', async () => {
    const { email } = await people.open();
    const victim = `203.0.113.${network()}`;
    let sent = 0;
    let flooding = true;
    const flood = Array.from({ length: 90 }, async () => {
      while (flooding) await login(address(), WRONG, `10.77.${(sent += 1) % 200}.7`);
    });
    const answers: { status: number }[] = [];
    for (let n = 0; n < 10; n += 1) answers.push(await login(email, PASSWORD, victim));
    flooding = false;
    await Promise.all(flood);
    expect(statuses(answers)).toEqual({ 200: 10 });
    expect(sent).toBeGreaterThan(90);
  }, 120_000);

  it('one mailbox gets six mails about registrations an hour, and six with a reset, and no answer tells', async () => {
    const person = await people.open();
    const clients = Array.from({ length: 40 }, (_, n) => `10.${n}.5.5`);
    const { email } = person;
    const registrations = clients.map((client) => post('/v1/users', { email, password: PASSWORD }, client));
    const resets = clients.map((client) => post('/v1/auth/password/forgot', { email }, client));
    const answers = await Promise.all([...registrations, ...resets]);
    expect(statuses(answers)).toEqual({ 202: 80 });
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const subjects = await records.subjects(person.id);
    const count = (subject: string) => subjects.filter((each) => each === subject).length;
    expect(count(IDENTITY_EVENTS.registrationRepeated.subject)).toBe(6);
    expect(count(IDENTITY_EVENTS.passwordResetRequested.subject)).toBe(6);
    identity.clock.advance(3_600_000);
    await post('/v1/auth/password/forgot', { email }, '10.0.5.5');
    expect(await records.subjects(person.id)).toHaveLength(subjects.length + 1);
  });

  it('a client is one, whatever its port and however the proxy writes its address', async () => {
    const forget = (forwarded: string) => post('/v1/auth/password/forgot', { email: address() }, forwarded);
    const answers: { status: number }[] = [];
    for (let n = 0; n < 40; n += 1) answers.push(await forget(`198.18.0.1:${40_000 + n}`));
    expect(statuses(answers)).toEqual({ 202: 30, 429: 10 });
    answers.length = 0;
    for (let n = 0; n < 40; n += 1)
      answers.push(await forget([`unknown`, `_client${n}`, `client-${n}.example`][n % 3]!));
    expect(statuses(answers)).toEqual({ 202: 30, 429: 10 });
  });

  it('the audit trail and the session name the address alone', async () => {
    const person = await people.open();
    const { body } = await login(person.email, PASSWORD, '[2001:DB8:0:0::0009]:443');
    const { rows } = await identity.database.pool.query('SELECT ip_address FROM sessions WHERE id = $1', [
      body.session_id,
    ]);
    expect(rows).toEqual([{ ip_address: '2001:db8::9' }]);
    expect(await records.audit(body.session_id)).toMatchObject([{ ip_address: '2001:db8::9' }]);
  });
});

describe('a queue for hashing that is full', () => {
  let identity: IdentityApp;
  beforeAll(async () => {
    identity = await IdentityApp.start({ HASHING_CONCURRENCY: '1', HASHING_QUEUE: '4', TRUST_PROXY: 'true' });
  });
  afterAll(() => identity?.stop());

  it('refuses registrations rather than a login, and counts what it refuses', async () => {
    const person = await new People(identity).open();
    const register = () => identity.post('/v1/users', { body: { email: address(), password: PASSWORD } });
    const flood = Array.from({ length: 20 }, register);
    const login = new People(identity).tryLogin(person);
    expect((await login).status).toBe(200);
    const refused = (await Promise.all(flood)).filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    for (const { headers, body } of refused) {
      expect([headers.get('retry-after'), body.code]).toEqual(['2', 'hashing_busy']);
    }
    const { body: metrics } = await identity.get('/metrics');
    expect(metrics).toContain(`hashing_refused_total ${refused.length}\n`);
    expect(metrics).toContain('hashing_waiting 0\n');
  });
});
