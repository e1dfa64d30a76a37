import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { eventually } from '@hallpass/testing';
import { Account } from './account.js';
import { Notifications } from './notifications.js';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('e-mail', () => {
  let service: Notifications;
  beforeAll(async () => {
    service = await Notifications.start({
      EMAIL_LINK_BASE_URL: 'https://app.example.test/',
    });
  });
  afterAll(() => service?.stop());
  const sent = async ({ email }: Account, count = 1) => {
    await eventually(() => expect(service.mail.to(email)).toHaveLength(count));
    return service.mail.to(email);
  };
  const subjects = async (account: Account, count: number) =>
    (await sent(account, count)).map(({ headers }) => headers.get('subject'));
  const state = (id: string, expected: string) =>
    eventually(async () => expect(await service.email(id)).toMatchObject({ state: expected }));

  it('asks the owner of a new address to verify it, with the token on a line of its own', async () => {
    const account = new Account(service);
    const token = `eyJ${'x'.repeat(400)}.abc-def_.ghi`;
    const id = await account.registers(token);
    const [email] = await sent(account);
    expect(email?.headers.get('subject')).toBe('Verify your address');
    expect(email?.headers.get('to')).toBe(account.email);
    expect(email?.headers.get('from')).toBe('Hallpass <no-reply@hallpass.test>');
    expect(email?.headers.get('message-id')).toBe(`<${id}@hallpass.test>`);
    expect(email?.text.split('\n')).toContain(token);
    expect(email?.text).toContain(`https://app.example.test/verify-email#token=${token}`);
    expect(email?.html).toContain(token);
  });

  it('repeats nothing that a stranger wrote before the address is verified', async () => {
    const account = new Account(service, 'Your account is locked: call 555 0100');
    await account.registers();
    await account.registersAgain();
    await account.forgetsPassword();
    const emails = await sent(account, 3);
    for (const { headers, text, html } of emails) {
      expect([...headers.values(), text, html].join('\n')).not.toMatch(/locked|555/);
      expect(text).toMatch(/^Hello,\n/);
    }
  });

  it('greets by the name that was verified with the address, and keeps it when the registration arrives late', async () => {
    const account = new Account(service, 'Ana & Co');
    await service.handled(await account.verifies(account.details));
    const stranger = { email: account.email, displayName: 'Mallory' };
    await service.handled(await account.registers(null, new Date(), stranger));
    await account.changesPassword();
    const [email] = await sent(account);
    expect(email?.headers.get('to')).toBe(account.email);
    expect(email?.text).toMatch(/^Hello Ana & Co,\n/);
    expect(email?.html).toContain('Hello Ana &amp; Co,');
  });

  it.each([
    'ana@example.xn--p1ai',
    "/&=~ana'@example.test",
    "!#$%&'*+-/=?^_`{|}~@example.test",
    'ana@localhost',
    `${'a'.repeat(64)}@${'d'.repeat(63)}.${'d'.repeat(63)}.${'d'.repeat(60)}`,
  ])('reaches %s', async (address) => {
    await new Account(service, null, address).registers();
    const to = () => service.mail.received.map(({ headers }) => headers.get('to'));
    await eventually(() => expect(to()).toContain(address));
  });

  it('keeps its token sealed, and only until it is sent', async () => {
    service.mail.refuseRecipientsWith = 450;
    const account = new Account(service);
    const id = await account.registers('eyJ2ZXJpZnk.secret.token');
    await service.handled(id);
    const kept = await service.email(id);
    expect(kept?.['sealed_token']).toEqual(expect.any(String));
    expect(JSON.stringify(kept)).not.toContain('secret.token');
    service.mail.refuseRecipientsWith = undefined;
    await state(id, 'sent');
    expect(await service.email(id)).toMatchObject({ sealed_token: null, last_error: null });
    expect((await sent(account))[0]?.text).toContain('eyJ2ZXJpZnk.secret.token');
  });

  it('is not sent to an account that was verified from the start', async () => {
    const account = new Account(service);
    const id = await account.registers(null);
    await service.handled(id);
    expect(await service.email(id)).toBeUndefined();
  });

  it('tells the owner of an address of everything that concerns the safety of the account', async () => {
    const account = await new Account(service).settles();
    const events = [
      () => account.registersAgain(),
      () => account.forgetsPassword(),
      () => account.changesPassword(),
      () => account.isDeactivated(3),
      () => account.isReactivated(3),
    ];
    for (const [index, event] of events.entries()) {
      await event();
      await sent(account, index + 1);
    }
    expect(await subjects(account, 5)).toEqual([
      'Somebody tried to register with your address',
      'Reset your password',
      'Your password was changed',
      'Your account was deactivated',
      'Your account is active again',
    ]);
    const reset = service.mail.to(account.email)[1];
    expect(reset?.text.split('\n')).toContain('eyJyZXNldA.abc.def');
    expect(reset?.text).toContain('https://app.example.test/reset-password#token=eyJyZXNldA.abc.def');
  });

  it('tells of orders, with what strangers chose escaped', async () => {
    const account = await new Account(service, '<b>Mallory</b>').settles();
    await service.bus.placed(account.sub);
    await sent(account, 1);
    await service.bus.cancelled(account.sub);
    expect(await subjects(account, 2)).toEqual(['Your order was placed', 'Your order was cancelled']);
    const [placed] = service.mail.to(account.email);
    expect(placed?.text).toContain('2 × Chalk <white>: €9.00');
    expect(placed?.html).toContain('2 × Chalk &lt;white&gt;');
    expect(placed?.html).toContain('&lt;b&gt;Mallory&lt;/b&gt;');
    expect(placed?.html).not.toContain('<b>');
  });

  it('greets by the newest name, however late and often an older one arrives', async () => {
    const account = await new Account(service, 'Alice').settles();
    const greeting = async (count: number) => (await sent(account, count)).at(-1)?.text.split('\n')[0];
    for (const [name, version] of [
      ['Carol', 2],
      ['Bea', 1],
      ['Carol', 2],
    ] as const) {
      await service.handled(await account.isRenamed(name, version));
    }
    await account.changesPassword();
    expect(await greeting(1)).toBe('Hello Carol,');
    await account.forgetsPassword(); // by a replica that knows no versions, or long ago
    expect(await greeting(2)).toBe('Hello Carol,');
    await service.handled(await account.isRenamed(null, 3));
    await account.changesPassword();
    expect(await greeting(3)).toBe('Hello,');
  });

  it('to somebody whose registration is heard of last has the name of the proved address', async () => {
    const account = new Account(service, 'Alice');
    await service.handled(await account.isRenamed('Carol', 2));
    await service.handled(await account.verifies({ ...account.details, nameVersion: 1 }));
    await account.registers();
    expect((await sent(account))[0]?.text.split('\n')[0]).toBe('Hello Carol,');
  });

  it('about an order waits until the address is known and verified, in whatever order that comes', async () => {
    const account = new Account(service);
    const id = await service.bus.placed(account.sub);
    await service.handled(id);
    expect(await service.email(id)).toMatchObject({ state: 'waiting' });
    await service.handled(await account.verifies());
    expect(await service.email(id)).toMatchObject({ state: 'waiting' });
    await account.registers(null);
    expect(await subjects(account, 1)).toEqual(['Your order was placed']);
  });

  it('about an order does not go to an address that is not verified', async () => {
    const account = new Account(service);
    await service.handled(await account.registers());
    const id = await service.bus.placed(account.sub);
    await service.handled(id);
    expect(await service.email(id)).toMatchObject({ state: 'waiting' });
    await account.verifies();
    expect((await subjects(account, 2)).toSorted()).toEqual(['Verify your address', 'Your order was placed']);
  });

  it('about an order waits while the account is deactivated, however late the older news arrives', async () => {
    const account = await new Account(service).settles();
    await service.handled(await account.isDeactivated(6));
    await service.handled(await account.isReactivated(5)); // older
    const id = await service.bus.placed(account.sub);
    await service.handled(id);
    expect(await service.email(id)).toMatchObject({ state: 'waiting' });
    await account.isReactivated(6);
    await state(id, 'sent');
  });

  it('about an order that was due already waits when the account is deactivated before it is sent', async () => {
    const account = await new Account(service).settles();
    await service.mail.switchOff();
    const id = await service.bus.placed(account.sub);
    await eventually(async () => expect(Number((await service.email(id))?.['attempts'])).toBeGreaterThan(0));
    await service.handled(await account.isDeactivated(8));
    // An attempt that began before that ends first.
    const ended = `SELECT FROM emails WHERE id = $1 AND claimed_until IS NULL`;
    await eventually(async () => (await service.rows(ended, id)).length);
    await service.mail.switchOn();
    // It would be the first to go.
    const due = `UPDATE emails SET next_attempt_at = now() - interval '1 hour' WHERE id = $1`;
    await service.rows(due, id);
    await service.handled(await account.changesPassword());
    await sent(account, 2);
    expect(await service.email(id)).toMatchObject({ state: 'pending' });
    expect(await subjects(account, 2)).not.toContain('Your order was placed');
    await account.isReactivated(8);
    await state(id, 'sent');
  });

  it('goes to whoever is known only later, when it concerns the safety of the account', async () => {
    const account = new Account(service);
    await service.handled(await account.changesPassword());
    await account.registers(null);
    expect(await subjects(account, 1)).toEqual(['Your password was changed']);
  });

  it('is not sent when its token has expired', async () => {
    const account = new Account(service);
    const verify = await account.registers('eyJ2.old.token', new Date(Date.now() - DAY_MS - 1));
    const reset = await account.forgetsPassword('eyJ3.old.token', new Date(Date.now() - 15 * 60 * 1000 - 1));
    for (const id of [verify, reset]) {
      await state(id, 'expired');
      expect(await service.email(id)).toMatchObject({ sealed_token: null });
    }
  });

  it('is tried again until the mail server is back', async () => {
    const account = await new Account(service).settles();
    await service.mail.switchOff();
    const id = await service.bus.placed(account.sub);
    await eventually(async () => expect(Number((await service.email(id))?.['attempts'])).toBeGreaterThan(2));
    expect(await service.email(id)).toMatchObject({ state: 'pending', last_error: expect.stringMatching(/\S/) });
    await service.mail.switchOn();
    await state(id, 'sent');
    expect(service.mail.to(account.email)).toHaveLength(1);
  });

  it('is given up at once when the server refuses it for good, and says so', async () => {
    const account = await new Account(service).settles();
    service.mail.refuseRecipientsWith = 550;
    const id = await account.forgetsPassword();
    await state(id, 'failed');
    service.mail.refuseRecipientsWith = undefined;
    expect(await service.email(id)).toMatchObject({
      attempts: 1,
      sealed_token: null,
      last_error: 'EENVELOPE 550 RCPT TO',
    });
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/^emails_failed 1$/m);
  });

  it('is sent once, however many replicas look for it', async () => {
    const replicas = await Promise.all([service.replica(), service.replica()]);
    const account = await new Account(service).settles();
    for (let i = 0; i < 20; i++) await service.bus.placed(account.sub);
    await sent(account, 20);
    const ids = service.mail.to(account.email).map(({ headers }) => headers.get('message-id'));
    expect(new Set(ids).size).toBe(20);
    await Promise.all(replicas.map((replica) => replica.stop()));
    expect(service.mail.to(account.email)).toHaveLength(20);
  });
});

describe('a mail server that takes connections and says nothing', () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => {
    socket.on('error', () => undefined); // whoever gives up on it may do so rudely
    sockets.push(socket);
  });
  beforeAll(async () => {
    await once(silent.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => {
    silent.close();
    for (const socket of sockets) socket.destroy();
  });

  it('does not hold up a service that stops, whose e-mail is due for another replica at once', async () => {
    const { port } = silent.address() as AddressInfo;
    const service = await Notifications.start({ SMTP_URL: `smtp://127.0.0.1:${port}` });
    const account = new Account(service);
    await service.handled(await account.registers(null));
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push(await service.bus.placed(account.sub));
    for (const id of ids) await service.handled(id);
    await account.verifies();
    const attempts = async () =>
      (await Promise.all(ids.map((id) => service.email(id)))).map((row) => row?.['attempts']);
    await eventually(async () => expect([sockets.length > 0, ...(await attempts())]).toEqual([true, 1, 1, 1]));
    await service.app.close();
    expect(await attempts()).toEqual([0, 0, 0]);
    const replica = await service.replica();
    await eventually(() => expect(replica.mail.to(account.email)).toHaveLength(3));
    await replica.stop();
    await service.stop();
  });
});
