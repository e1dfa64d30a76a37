import { join } from 'node:path';
import { createDatabase, type TestDatabase } from '@hallpass/testing';
import { prismaAdapter } from '@hallpass/platform';
import { AccountRequests } from '../src/attempts/account-requests.js';
import { Guesses } from '../src/attempts/guesses.js';
import { Limiter } from '../src/attempts/limiter.js';
import { PrismaClient } from '../src/generated/prisma/client.js';

const here = { ip: '192.0.2.1' };
const elsewhere = { ip: '198.51.100.9' };
const wrong = () => Promise.resolve(false);
const right = () => Promise.resolve(true);

let database: TestDatabase;
let sql: PrismaClient;

beforeAll(async () => {
  database = await createDatabase(join(__dirname, '../prisma/migrations'));
  sql = new PrismaClient({ adapter: prismaAdapter(database.url) });
});
afterAll(async () => {
  await sql.$disconnect();
  await database.drop();
});
beforeEach(() => database.pool.query('TRUNCATE attempts'));

const limiter = (name: string, attempts: number) => new Limiter(sql, { name, attempts, windowSeconds: 900 });
const guesses = ({ perAccount = 3, perClient = 100 } = {}) =>
  new Guesses(limiter('account', perAccount), limiter('client', perClient));

async function exhaust(subject: Guesses, account: string, origin: { ip: string }, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) await subject.check(account, origin, wrong);
}

describe('limits on guesses', () => {
  it('refuse one client at one account, and say when to come again', async () => {
    const subject = guesses();
    await exhaust(subject, 'alice@example.com', here, 3);
    const refused = await subject.check('alice@example.com', here, right).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'too_many_attempts', status: 429 });
    const seconds = Number((refused as { headers: Record<string, string> }).headers['Retry-After']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(900);
  });

  it('lock out nobody: the owner still comes in from another place, the client still tries another account', async () => {
    const subject = guesses();
    await exhaust(subject, 'alice@example.com', here, 3);
    await expect(subject.check('alice@example.com', elsewhere, right)).resolves.toBe(true);
    await expect(subject.check('bob@example.com', here, right)).resolves.toBe(true);
  });

  it('refuse a client that tries one account after another', async () => {
    const subject = guesses({ perClient: 3 });
    await exhaust(subject, 'a@example.com', here, 1);
    await exhaust(subject, 'b@example.com', here, 1);
    await exhaust(subject, 'c@example.com', here, 1);
    await expect(subject.check('d@example.com', here, right)).rejects.toMatchObject({ code: 'too_many_attempts' });
    await expect(subject.check('d@example.com', elsewhere, right)).resolves.toBe(true);
  });

  it('hold across replicas', async () => {
    await exhaust(guesses(), 'alice@example.com', here, 3);
    await expect(guesses().check('alice@example.com', here, right)).rejects.toMatchObject({
      code: 'too_many_attempts',
    });
  });

  it('count guesses in parallel', async () => {
    const subject = guesses();
    const checks = Array.from({ length: 10 }, () => subject.check('alice@example.com', here, wrong));
    const settled = await Promise.allSettled(checks);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  });

  it('begin anew after the right password', async () => {
    const subject = guesses();
    await exhaust(subject, 'alice@example.com', here, 2);
    await subject.check('alice@example.com', here, right);
    await expect(exhaust(subject, 'alice@example.com', here, 3)).resolves.toBeUndefined();
  });

  it('do not let a right password of one’s own pay for guesses at others', async () => {
    const subject = guesses({ perClient: 3 });
    await exhaust(subject, 'a@example.com', here, 2);
    await subject.check('own@example.com', here, right);
    await exhaust(subject, 'b@example.com', here, 1);
    await expect(subject.check('c@example.com', here, wrong)).rejects.toMatchObject({ code: 'too_many_attempts' });
  });

  it('do not count what could not be checked', async () => {
    const subject = guesses();
    const busy = () => Promise.reject(new Error('hashing_busy'));
    for (let i = 0; i < 5; i += 1) await expect(subject.check('alice@example.com', here, busy)).rejects.toThrow('busy');
    await expect(subject.check('alice@example.com', here, right)).resolves.toBe(true);
  });

  it('keep no address', async () => {
    await exhaust(guesses(), 'alice@example.com', here, 1);
    const { rows } = await database.pool.query<{ key: string }>('SELECT key FROM attempts');
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toMatch(/alice|192\.0\.2/);
  });
});

describe('limits on requests of strangers', () => {
  it('count each kind and each client on its own', async () => {
    const requests = new AccountRequests(limiter('request', 1));
    await requests.count('register', here);
    await expect(requests.count('register', here)).rejects.toMatchObject({ code: 'too_many_attempts', status: 429 });
    await requests.count('password-forgot', here);
    await requests.count('register', elsewhere);
  });
});
