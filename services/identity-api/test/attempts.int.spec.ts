import { join } from 'node:path';
import { createDatabase, type TestDatabase } from '@hallpass/testing';
import { prismaAdapter } from '@hallpass/platform';
import { AccountRequests } from '../src/attempts/account-requests.js';
import { GuessCounts, type GuessLimits } from '../src/attempts/guess-counts.js';
import { Guesses } from '../src/attempts/guesses.js';
import { KnownNetworks } from '../src/attempts/known-networks.js';
import { type Limit, Limiter } from '../src/attempts/limiter.js';
import { RecipientMails } from '../src/attempts/recipient-mails.js';
import { PrismaClient } from '../src/generated/prisma/client.js';

const here = { ip: '192.0.2.1' };
const elsewhere = { ip: '198.51.100.9' };
const ALICE = 'alice@example.com';
const SECOND = 1000;
const HOUR = 3_600_000;
const wrong = () => Promise.resolve(false);
const right = () => Promise.resolve(true);

/** A stranger that nobody saw before, in a /24 of its own. */
let strangers = 0;
const stranger = () => ({ ip: `10.${Math.floor((strangers += 1) / 256)}.${strangers % 256}.1` });

let database: TestDatabase;
let sql: PrismaClient;
const clock = { ms: Date.UTC(2026, 10, 27), now: () => clock.ms };

beforeAll(async () => {
  database = await createDatabase(join(__dirname, '../prisma/migrations'));
  sql = new PrismaClient({ adapter: prismaAdapter(database.url) });
});
afterAll(async () => {
  await sql.$disconnect();
  await database.drop();
});
beforeEach(() => database.pool.query('TRUNCATE attempts, guesses, known_networks'));

const limiter = (name: string, attempts: number, more: Partial<Limit> = {}) =>
  new Limiter(sql, clock, { name, attempts, windowSeconds: 900, ...more });
const guesses = ({ perClient = 100, ...limits }: Partial<GuessLimits> & { perClient?: number } = {}) =>
  new Guesses(
    new GuessCounts(sql, clock, { free: 3, longestWaitSeconds: 900, forgottenAfterSeconds: 86_400, ...limits }),
    limiter('client', perClient),
    new KnownNetworks(sql, clock),
  );

async function check(subject: Guesses, account: string, origin: { ip: string }, isRight = wrong): Promise<boolean> {
  return (await subject.prepare(account, origin)).make(isRight);
}
async function exhaust(subject: Guesses, account: string, origin: { ip: string }, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) await check(subject, account, origin);
}
/** The seconds that an attempt is told to wait; 0 where it may be made. */
async function wait(attempt: Promise<unknown>): Promise<number> {
  const refused = (await attempt.then(() => undefined).catch((error: unknown) => error)) as
    { code: string; status: number; headers: Record<string, string> } | undefined;
  if (refused === undefined) return 0;
  expect(refused).toMatchObject({ code: 'too_many_attempts', status: 429 });
  return Number(refused.headers['Retry-After']);
}

describe('guesses at one account from one network', () => {
  it('have to wait after some failures: a second, then twice as long each time, up to the longest wait', async () => {
    const subject = guesses();
    await exhaust(subject, ALICE, here, 3);
    const waits: number[] = [];
    for (let i = 0; i < 12; i += 1) {
      waits.push(await wait(check(subject, ALICE, here)));
      clock.ms += waits.at(-1)! * SECOND;
      expect(await check(subject, ALICE, here)).toBe(false);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
  });

  it('are told the true time, and wait no longer for having asked before', async () => {
    const subject = guesses();
    await exhaust(subject, ALICE, here, 3);
    for (let i = 0; i < 50; i += 1) expect(await wait(check(subject, ALICE, here))).toBe(1);
    clock.ms += SECOND;
    expect(await check(subject, ALICE, here, right)).toBe(true);
  });

  it('begin anew after the right password', async () => {
    const subject = guesses();
    await exhaust(subject, ALICE, here, 2);
    await check(subject, ALICE, here, right);
    await exhaust(subject, ALICE, here, 3);
  });

  it('leave the owner free to come from elsewhere, and the client free to try another account', async () => {
    const subject = guesses();
    await exhaust(subject, ALICE, here, 3);
    expect(await check(subject, ALICE, elsewhere, right)).toBe(true);
    expect(await check(subject, 'bob@example.com', here, right)).toBe(true);
  });

  it('are counted across replicas', async () => {
    await exhaust(guesses(), ALICE, here, 3);
    expect(await wait(check(guesses(), ALICE, here, right))).toBe(1);
  });

  it('are counted when they are made in parallel', async () => {
    const subject = guesses();
    const settled = await Promise.allSettled(Array.from({ length: 10 }, () => check(subject, ALICE, here)));
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  });

  it('do not count when they could not be checked', async () => {
    const subject = guesses();
    const busy = () => Promise.reject(new Error('hashing_busy'));
    for (let i = 0; i < 5; i += 1) await expect(check(subject, ALICE, here, busy)).rejects.toThrow('busy');
    expect(await check(subject, ALICE, here, right)).toBe(true);
  });

  it('are forgotten when nobody tried for some time', async () => {
    const subject = guesses();
    await exhaust(subject, ALICE, here, 3);
    clock.ms += 25 * HOUR;
    await exhaust(subject, ALICE, here, 3);
  });

  it('are free for as many as are, whatever the clocks of the replicas say', async () => {
    const replicas = [guesses(), guesses()];
    for (const [n, subject] of [...replicas, guesses()].entries()) {
      clock.ms += n % 2 === 0 ? 5 * SECOND : -5 * SECOND;
      expect(await check(subject, ALICE, here)).toBe(false);
    }
  });

  it('wait no longer than the longest wait when the clock is set back', async () => {
    const subject = guesses();
    await exhaust(subject, ALICE, here, 3);
    clock.ms -= HOUR;
    expect(await check(subject, ALICE, here, right)).toBe(true);
  });
});

describe('guesses at one account from 300 networks', () => {
  it.each(['alice@example.com', 'nobody@example.com'])('slow down: %s', async (account) => {
    const subject = guesses();
    const refused = await Promise.all(Array.from({ length: 300 }, () => wait(check(subject, account, stranger()))));
    expect(refused.filter((seconds) => seconds === 0)).toHaveLength(6);
    clock.ms += SECOND;
    expect(await wait(check(subject, account, stranger()))).toBe(0);
    expect(await wait(check(subject, account, stranger()))).toBe(2);
  });

  it('slow down from /64s of one /48 too', async () => {
    const subject = guesses();
    let made = 0;
    for (let i = 0; i < 300; i += 1) {
      const ip = `2001:db8:7:${i.toString(16)}::1`;
      if ((await wait(check(subject, ALICE, { ip }))) === 0) made += 1;
    }
    expect(made).toBe(6);
  });

  it('keep the owner out of no network that is known', async () => {
    const subject = guesses();
    await subject.remember(ALICE, here);
    for (let i = 0; i < 300; i += 1) await wait(check(subject, ALICE, stranger()));
    expect(await check(subject, ALICE, here, right)).toBe(true);
    expect(await wait(check(subject, ALICE, stranger(), right))).toBe(1);
    clock.ms += SECOND;
    expect(await check(subject, ALICE, stranger(), right)).toBe(true);
  });

  it('at other accounts from a network that is known keep the owner out of it neither', async () => {
    const subject = guesses({ perClient: 3 });
    await subject.remember(ALICE, here);
    for (const account of ['a', 'b', 'c']) await exhaust(subject, account, here, 1);
    expect(await wait(check(subject, 'd', here))).toBe(900);
    expect(await check(subject, ALICE, here, right)).toBe(true);
  });

  it('are slowed by no failure of the owner in a known network', async () => {
    const subject = guesses();
    await subject.remember(ALICE, here);
    await exhaust(subject, ALICE, here, 3);
    expect(await wait(check(subject, ALICE, here))).toBe(1);
    await exhaust(subject, ALICE, stranger(), 3);
    await exhaust(subject, ALICE, stranger(), 3);
    expect(await wait(check(subject, ALICE, stranger()))).toBe(1);
  });
});

describe('a known network', () => {
  const isKnown = async (subject: Guesses, origin: { ip: string }, account = ALICE) =>
    (await subject.prepare(account, origin)).turn[0] === 'known';

  it('is known to the account alone', async () => {
    const subject = guesses();
    await subject.remember(ALICE, here);
    expect(await isKnown(subject, here)).toBe(true);
    expect(await isKnown(subject, elsewhere)).toBe(false);
    expect(await isKnown(subject, here, 'bob@example.com')).toBe(false);
  });

  it('is forgotten some time after the last login', async () => {
    const subject = guesses();
    await subject.remember(ALICE, here);
    clock.ms += 60 * 24 * HOUR;
    await subject.remember(ALICE, here);
    clock.ms += 60 * 24 * HOUR;
    expect(await isKnown(subject, here)).toBe(true);
    clock.ms += 31 * 24 * HOUR;
    expect(await isKnown(subject, here)).toBe(false);
  });

  it('is one of twenty: the longest unused is forgotten', async () => {
    const subject = guesses();
    await subject.remember(ALICE, here);
    for (let i = 0; i < 20; i += 1) {
      clock.ms += SECOND;
      await subject.remember(ALICE, stranger());
    }
    expect(await isKnown(subject, here)).toBe(false);
    const { rows } = await database.pool.query('SELECT FROM known_networks');
    expect(rows).toHaveLength(20);
  });
});

describe('guesses of one client at many accounts', () => {
  it('are refused after some failures', async () => {
    const subject = guesses({ perClient: 3 });
    for (const account of ['a', 'b', 'c']) await exhaust(subject, account, here, 1);
    expect(await wait(check(subject, 'd', here, right))).toBe(900);
    expect(await check(subject, 'd', elsewhere, right)).toBe(true);
  });

  it.each([
    ['/24', 8, (n: number) => `192.0.2.${n}`],
    ['/56', 2, (n: number) => `2001:db8:1:10${n.toString(16).padStart(2, '0')}::1`],
    ['/48', 4, (n: number) => `2001:db8:2:${n.toString(16)}00::1`],
  ])('are refused to a whole %s after %d times as many', async (_, times, address) => {
    const subject = guesses({ perClient: 2 });
    for (let n = 0; n < 2 * times; n += 1) await exhaust(subject, `account ${n}`, { ip: address(n) }, 1);
    expect(await wait(check(subject, 'one more', { ip: address(2 * times) }))).toBe(900);
  });

  it('that are refused take nothing from the others of its network', async () => {
    const subject = guesses({ perClient: 1 });
    for (let i = 0; i < 50; i += 1) await wait(check(subject, `account ${i}`, here));
    expect(await check(subject, 'own', { ip: '192.0.2.2' }, right)).toBe(true);
  });

  it('are not paid for by a right password of its own', async () => {
    const subject = guesses({ perClient: 3 });
    await exhaust(subject, 'a@example.com', here, 2);
    await check(subject, 'own@example.com', here, right);
    await exhaust(subject, 'b@example.com', here, 1);
    expect(await wait(check(subject, 'c@example.com', here))).toBe(900);
  });
});

describe('what is counted', () => {
  it('names no address', async () => {
    const subject = guesses();
    await exhaust(subject, ALICE, here, 1);
    await subject.remember(ALICE, here);
    for (const table of ['attempts', 'guesses', 'known_networks']) {
      const { rows } = await database.pool.query(`SELECT * FROM ${table}`);
      expect(rows.length).toBeGreaterThan(0);
      expect(JSON.stringify(rows)).not.toMatch(/alice|192\.0\.2/);
    }
  });
});

describe('limits on requests of strangers', () => {
  it('count each kind and each client on its own', async () => {
    const requests = new AccountRequests(limiter('request', 1));
    await requests.count('register', here);
    expect(await wait(requests.count('register', here))).toBe(900);
    await requests.count('password-forgot', here);
    await requests.count('register', elsewhere);
  });

  it('end with their window', async () => {
    const requests = new AccountRequests(limiter('request', 2));
    await requests.count('register', here);
    clock.ms += 899 * SECOND;
    await requests.count('register', here);
    expect(await wait(requests.count('register', here))).toBe(1);
    clock.ms += SECOND;
    await requests.count('register', here);
  });

  it('are exact for requests in parallel', async () => {
    const requests = new AccountRequests(limiter('request', 3));
    const waits = await Promise.all(Array.from({ length: 30 }, () => wait(requests.count('register', here))));
    expect(waits.filter((seconds) => seconds === 0)).toHaveLength(3);
  });
});

describe('mail to one address', () => {
  it('is no more in any hour than the limit, for each kind', async () => {
    const mails = new RecipientMails(limiter('mail', 5, { windowSeconds: 3600, since: 'last' }));
    const sent: number[] = [];
    for (let minute = 0; minute < 240; minute += 1) {
      if (await mails.mayReceive(sql, 'registration', ALICE)) sent.push(minute);
      clock.ms += 60 * SECOND;
    }
    expect(sent.length).toBeGreaterThan(10);
    for (const from of sent) expect(sent.filter((at) => at >= from && at < from + 60).length).toBeLessThanOrEqual(5);
    expect(await mails.mayReceive(sql, 'password-reset', ALICE)).toBe(true);
    expect(await mails.mayReceive(sql, 'registration', 'bob@example.com')).toBe(true);
  });

  it('is counted with the transaction that sends it', async () => {
    const mails = new RecipientMails(limiter('mail', 1));
    const failing = sql.$transaction(async (tx) => {
      expect(await mails.mayReceive(tx, 'registration', ALICE)).toBe(true);
      throw new Error('no mail');
    });
    await expect(failing).rejects.toThrow('no mail');
    expect(await mails.mayReceive(sql, 'registration', ALICE)).toBe(true);
    expect(await mails.mayReceive(sql, 'registration', ALICE)).toBe(false);
  });
});
